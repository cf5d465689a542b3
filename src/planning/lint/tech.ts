/** Names of products in documents, and which of them stand for each other. */

/** Of each group a project has one, as a rule. A name may have spellings. */
const GROUPS: [group: string, names: string[]][] = [
  [
    'database',
    [
      'PostgreSQL|Postgres',
      'MySQL',
      'MariaDB',
      'SQLite',
      'SQL Server|MSSQL',
      'MongoDB',
      'CockroachDB',
      'DynamoDB',
      'Firestore',
      'Cassandra',
    ],
  ],
  ['front end', ['React', 'Vue|Vue\\.js', 'Angular', 'Svelte|SvelteKit', 'SolidJS', 'Preact', 'htmx']],
  [
    'web framework',
    [
      'Express|Express\\.js',
      'Fastify',
      'NestJS',
      'Hono',
      'Elysia',
      'Django',
      'Flask',
      'FastAPI',
      'Ruby on Rails|Rails',
      'Laravel',
      'Symfony',
      'Spring Boot',
      'ASP\\.NET Core|ASP\\.NET',
      'Phoenix',
      'Actix',
      'Axum',
      'Gin',
      'Echo',
    ],
  ],
  ['runtime', ['Node\\.js|Node|NodeJS', 'Deno', 'Bun']],
  [
    'queue',
    ['RabbitMQ', 'Kafka|Apache Kafka', 'NATS', 'Amazon SQS|AWS SQS|SQS', 'BullMQ', 'Celery', 'Sidekiq'],
  ],
  ['cache', ['Redis', 'Memcached', 'Valkey']],
  [
    'cloud',
    ['AWS|Amazon Web Services', 'Azure', 'Google Cloud|GCP', 'Hetzner', 'DigitalOcean', 'Fly\\.io', 'Heroku'],
  ],
  ['CI', ['GitHub Actions', 'GitLab CI', 'Jenkins', 'CircleCI', 'Travis CI']],
  ['ORM', ['Prisma', 'Drizzle', 'TypeORM', 'Sequelize', 'SQLAlchemy', 'Hibernate', 'Kysely']],
  ['test runner', ['Jest', 'Vitest', 'Mocha', 'pytest', 'JUnit', 'RSpec', 'PHPUnit']],
  ['payment', ['Stripe', 'PayPal', 'Paddle', 'Mollie', 'Braintree']],
  ['mail', ['SendGrid', 'Mailgun', 'Postmark', 'Amazon SES|AWS SES', 'Resend']],
  ['search', ['Elasticsearch', 'OpenSearch', 'Meilisearch', 'Typesense', 'Algolia']],
  ['proxy', ['nginx|NGINX', 'Caddy', 'Traefik', 'HAProxy', 'Apache httpd']],
  ['Python', ['Python']],
  ['Go', ['Go|Golang']],
  ['Java', ['Java']],
  ['PHP', ['PHP']],
  ['Ruby', ['Ruby']],
  ['TypeScript', ['TypeScript']],
  ['.NET', ['\\.NET']],
  ['Debian', ['Debian']],
  ['Ubuntu', ['Ubuntu']],
]

interface Product {
  name: string
  group: string
}

const PRODUCTS = new Map<string, Product>()
const SPELLINGS: string[] = []
for (const [group, names] of GROUPS)
  for (const spellings of names) {
    const [name = ''] = spellings.split('|').map((spelling) => spelling.replaceAll('\\', ''))
    for (const spelling of spellings.split('|')) {
      PRODUCTS.set(spelling.replaceAll('\\', '').toLowerCase(), { name, group })
      SPELLINGS.push(spelling)
    }
  }
SPELLINGS.sort((a, b) => b.length - a.length)
/** As products are spelled; "express" and "go" are words. */
const NAME = new RegExp(
  `(?<![\\p{L}\\p{N}_./@-])(${SPELLINGS.join('|')})(?![\\p{L}\\p{N}_@/-]|\\.[a-z])(?:,? (?:v(?:ersion )?)?(\\d{1,4}(?:\\.\\d{1,4}){0,2})(\\+|\\.x)?(?![\\p{L}\\d]))?`,
  'gu',
)

export interface TechMention extends Product {
  version?: string
  /** As the text has it. */
  words: string
  start: number
}

/** Linear. */
export function techIn(text: string): TechMention[] {
  const found: TechMention[] = []
  for (const match of text.matchAll(NAME)) {
    const product = PRODUCTS.get((match[1] ?? '').toLowerCase())
    if (!product) continue
    const mention: TechMention = { ...product, words: match[0], start: match.index }
    // "Node 18+" names the least, not the one that is used.
    if (match[2] !== undefined && match[3] === undefined) mention.version = match[2]
    found.push(mention)
  }
  return found
}

/** "20" and "20.11" may be the same version; "20" and "22" are not. */
export function areVersionsOfOne(one: string, other: string): boolean {
  const [a, b] = [one.split('.'), other.split('.')]
  return a.slice(0, b.length).every((part, index) => Number(part) === Number(b[index]))
}

const OTHERS =
  /\b(?:instead of|rather than|unlike|not|no|without|nor|never|compared|alternativ\w*|versus|vs|migrat(?:e|es|ed|ing)|import\w*|export\w*|upgrad\w*|from|later|replac\w*|switch\w*|turned down|rejected|compatib\w*|or|older|newer|future|considered|statt|nicht|kein\w*|ohne|oder|später|au lieu|sans|pas|ou|en vez|sin)\b/i
/** Code units on both sides. */
const NEAR = 32

/** Whether the words around it say that another product is spoken of than the one that is used. */
export function isOfOthers(text: string, { start, words }: TechMention): boolean {
  const end = start + words.length
  return OTHERS.test(`${text.slice(Math.max(0, start - NEAR), start)} ${text.slice(end, end + NEAR)}`)
}
