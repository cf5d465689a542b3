import { type Medium, playStories } from './schedules-play.ts'

/** Plays stories in a process of its own and prints the first that breaks a law, as JSON. */
const [medium = 'memory', seed = '1', count = '1'] = process.argv.slice(2)
const broken = await playStories(Number(seed), Number(count), medium as Medium)
console.log(JSON.stringify(broken ?? null))
process.exit(0)
