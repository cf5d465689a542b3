import { afterEach } from 'bun:test'
import { testIsOver } from './runs.ts'

afterEach(testIsOver)
