/** Frameworks and foreign APIs that briefs name: what they are for here. */

export type Slot = 'web' | 'ui' | 'page' | 'looks' | 'data' | 'cli' | 'game' | 'store' | 'test' | 'ai' | 'run'

export interface NamedPart {
  role: string
  reason: string
  /** What need not be chosen any more. */
  slot?: Slot
}

const FRAMEWORKS: [RegExp, NamedPart][] = [
  [
    /^react$/i,
    {
      role: 'Screens in the browser',
      reason: 'each screen is a function of its state, which tests can call',
      slot: 'page',
    },
  ],
  [
    /^next(?:\.?js)?$/i,
    {
      role: 'Pages and routes',
      reason: 'the first view comes ready from the server, the rest of the screens share its types',
      slot: 'web',
    },
  ],
  [
    /^(?:vue(?:\.?js)?|nuxt(?:\.?js)?|svelte(?:kit)?|solid(?:\.?js)?|angular|preact|alpine(?:\.?js)?|lit)$/i,
    {
      role: 'Screens in the browser',
      reason: 'screens follow their state, so what changed need not be tracked by hand',
      slot: 'page',
    },
  ],
  [
    /^htmx$/i,
    {
      role: 'Parts of pages that change',
      reason: 'the server’s templates stay the only place that makes HTML',
      slot: 'page',
    },
  ],
  [
    /^(?:express|fastify|hono|elysia|koa|nest(?:\.?js)?)$/i,
    {
      role: 'Routes',
      reason: 'one handler a route; the rules stay in plain functions behind it',
      slot: 'web',
    },
  ],
  [
    /^django(?: rest framework)?$/i,
    {
      role: 'Routes, forms and schema',
      reason: 'forms, sessions, migrations and an admin’s page are there already',
      slot: 'web',
    },
  ],
  [/^flask$/i, { role: 'Routes', reason: 'small enough that the rules stay outside of it', slot: 'web' }],
  [
    /^fastapi$/i,
    {
      role: 'Routes',
      reason: 'each request is checked against its types, OpenAPI follows from them',
      slot: 'web',
    },
  ],
  [
    /^(?:spring(?: boot)?|quarkus|micronaut|ktor|javalin)$/i,
    {
      role: 'Routes and wiring',
      reason: 'health, metrics and settings by convention; handlers stay thin',
      slot: 'web',
    },
  ],
  [
    /^(?:ruby on )?rails$/i,
    {
      role: 'Routes, forms and schema',
      reason: 'forms, sessions, mail and migrations decided already',
      slot: 'web',
    },
  ],
  [
    /^(?:laravel|symfony|slim)$/i,
    {
      role: 'Routes, forms and schema',
      reason: 'checks, sessions, queues and migrations decided already',
      slot: 'web',
    },
  ],
  [
    /^(?:asp\.?net(?: core)?|blazor)$/i,
    { role: 'Routes', reason: 'checks, sessions and OpenAPI in the framework itself', slot: 'web' },
  ],
  [
    /^(?:gin|echo|fiber|chi)$/i,
    { role: 'Routes', reason: 'path parameters and middleware over the standard handler', slot: 'web' },
  ],
  [
    /^(?:axum|actix(?:[- ]web)?|rocket|warp)$/i,
    { role: 'Routes', reason: 'typed extractors refuse a bad request before a handler sees it', slot: 'web' },
  ],
  [
    /^(?:phoenix|liveview|phoenix liveview)$/i,
    { role: 'Routes and live pages', reason: 'a process a visitor holds the state of its page', slot: 'web' },
  ],
  [
    /^(?:react native|expo|flutter|swiftui|uikit|jetpack compose|\.net maui|maui|ionic)$/i,
    {
      role: 'Screens',
      reason: 'screens follow their state, accessibility comes from the system',
      slot: 'ui',
    },
  ],
  [
    /^(?:electron|tauri|qt|gtk|javafx|avalonia|wpf|winforms|pyside6?|tkinter|wxwidgets)$/i,
    {
      role: 'Windows',
      reason: 'one tool kit for the systems in question, the rules stay outside of it',
      slot: 'ui',
    },
  ],
  [
    /^(?:unity|godot|bevy|phaser|pygame(?:-ce)?|unreal(?: engine)?|l[öo]ve|libgdx|monogame|raylib|ebitengine|sdl[23]?|three(?:\.?js)?|pixi(?:\.?js)?|macroquad)$/i,
    {
      role: 'Picture, sound and input',
      reason: 'the rules stay free of it, so that tests run without a window',
      slot: 'game',
    },
  ],
  [
    /^(?:tailwind(?: ?css)?|bootstrap|bulma|material[- ]ui|mui|daisyui)$/i,
    { role: 'Looks', reason: 'spacing, colours and both schemes come from one set of values', slot: 'looks' },
  ],
  [
    /^(?:pandas|polars|duckdb|spark|apache spark|dbt|numpy)$/i,
    { role: 'Work on tables', reason: 'whole columns at a time instead of row by row', slot: 'data' },
  ],
  [
    /^(?:airflow|dagster|prefect|temporal|celery|sidekiq|bullmq)$/i,
    {
      role: 'Order and repetition of jobs',
      reason: 'a failed step is repeated by itself, and each run can be looked at',
      slot: 'run',
    },
  ],
  [
    /^(?:kafka|rabbitmq|nats)$/i,
    {
      role: 'Queue between the steps',
      reason: 'a step that is down delays its input and loses none',
      slot: 'run',
    },
  ],
  [
    /^(?:postgres(?:ql)?|mysql|mariadb|mongodb|mongo|redis|sqlite|supabase|firebase|firestore|dynamodb)$/i,
    { role: 'Storage', reason: 'named by the brief; all access goes through one module', slot: 'store' },
  ],
  [
    /^(?:prisma|drizzle|sqlalchemy|hibernate|entity framework|ef core|gorm|diesel|sqlx|sea-?orm|activerecord|eloquent|typeorm)$/i,
    {
      role: 'Access to the data',
      reason: 'schema and migrations in one place, queries checked against them',
    },
  ],
  [
    /^(?:click|typer|cobra|clap|picocli|oclif|commander(?:\.?js)?|argparse|ink|ratatui|bubble ?tea|rich|textual)$/i,
    { role: 'Commands', reason: 'arguments, help text and exit codes from one description', slot: 'cli' },
  ],
  [
    /^(?:jest|vitest|pytest|junit(?: ?5)?|rspec|phpunit|xunit|mocha|playwright|cypress|catch2|googletest)$/i,
    { role: 'Tests', reason: 'named by the brief, runs all of the testing table', slot: 'test' },
  ],
  [
    /^(?:pytorch|tensorflow|keras|scikit-learn|langchain|llamaindex|hugging ?face|transformers)$/i,
    {
      role: 'Models',
      reason: 'kept behind one function, so that tests can put a scripted answer in its place',
      slot: 'ai',
    },
  ],
  [
    /^(?:docker|kubernetes|k8s|docker compose|podman)$/i,
    { role: 'Packaging', reason: 'the machine that runs it needs nothing else' },
  ],
]

export const frameworkOf = (name: string): NamedPart =>
  FRAMEWORKS.find(([names]) => names.test(name.trim()))?.[1] ?? {
    role: 'Framework named by the brief',
    reason: 'decided by the brief; kept at the edge, so that the rules can be tested without it',
  }

export interface ForeignApi {
  name: string
  used: string
  limits: string
  /** What happens while it is slow, wrong or gone. */
  without: string
}

const APIS: [RegExp, Omit<ForeignApi, 'name'>][] = [
  [
    /stripe/i,
    {
      used: 'Checkout sessions and signed webhooks; card numbers never reach our server',
      limits: 'calls a second are limited for each account; webhooks may come twice and out of order',
      without:
        'the order stays “waiting for payment”; a job asks for the session’s state every 5 minutes for 24 hours',
    },
  ],
  [
    /paypal/i,
    {
      used: 'orders, captures and signed webhooks',
      limits: 'limits are not published; webhooks may come twice',
      without: 'the order stays “waiting for payment” and is asked for again every 5 minutes',
    },
  ],
  [
    /openai|openrouter|ollama|anthropic|claude|gemini|mistral|gpt|llm/i,
    {
      used: 'one chat completion a use, streamed, with a limit on its length',
      limits: 'requests and tokens a minute; each call costs money and takes seconds',
      without: 'the feature says so and offers to try again; everything else goes on working',
    },
  ],
  [
    /github/i,
    {
      used: 'REST with a token of the least rights needed, webhooks where a change matters',
      limits: '5,000 requests an hour with a token; conditional requests do not count',
      without:
        'the last answer is shown with its age; after a 403 or 429 it waits as long as the header says',
    },
  ],
  [
    /gitlab/i,
    {
      used: 'REST with a project token',
      limits: 'set by each installation and told in the answer’s headers',
      without: 'the last answer is shown with its age',
    },
  ],
  [
    /slack/i,
    {
      used: 'posting messages and receiving signed events',
      limits: 'about one message a second and channel; events have to be answered within 3 s',
      without: 'messages wait in the outbox and go out in order',
    },
  ],
  [
    /discord/i,
    {
      used: 'the gateway for events, REST for answers, slash commands',
      limits: 'told in each answer’s headers; an interaction has to be answered within 3 s',
      without: 'the connection is resumed with its last sequence number',
    },
  ],
  [
    /telegram/i,
    {
      used: 'long polling for updates, sendMessage for answers',
      limits: 'about 30 messages a second in all, one a second in a chat',
      without: 'updates are kept for 24 hours on the other side and read on from the last number',
    },
  ],
  [
    /twilio|vonage|messagebird/i,
    {
      used: 'sending text messages, reports of their delivery',
      limits: 'messages a second for each number; each one costs money',
      without: 'messages wait in the outbox; a daily budget stops a loop',
    },
  ],
  [
    /sendgrid|mailgun|postmark|amazon ses|resend|smtp/i,
    {
      used: 'sending mail and learning of bounces',
      limits: 'mails an hour by plan',
      without: 'mail waits in the outbox for up to 24 hours',
    },
  ],
  [
    /google maps|mapbox|here maps/i,
    {
      used: 'map tiles and turning addresses into coordinates',
      limits: 'billed by the request; answers may be kept for a limited time only',
      without: 'addresses are shown as text; coordinates are filled in later',
    },
  ],
  [
    /openstreetmap|nominatim|osm/i,
    {
      used: 'map tiles and turning addresses into coordinates',
      limits: 'one request a second on the public server, with a name in User-Agent',
      without: 'addresses are shown as text; coordinates are filled in later',
    },
  ],
  [
    /openweather|open-meteo|weather/i,
    {
      used: 'current weather and forecast for a place',
      limits: 'calls a day by plan; a forecast changes once an hour at most',
      without: 'the last forecast is shown with its age, for up to 6 hours',
    },
  ],
  [
    /google calendar|outlook|microsoft graph|caldav/i,
    {
      used: 'reading and writing events of calendars that their owner has connected',
      limits: 'quota a user and minute; tokens expire and can be withdrawn at any time',
      without: 'changes wait and are written later; a withdrawn token asks its owner to connect again',
    },
  ],
  [
    /spotify|youtube|twitch/i,
    {
      used: 'searching and reading what a person has allowed',
      limits: 'quota a day; told by 429 with a time to wait',
      without: 'the last answer is shown with its age',
    },
  ],
  [
    /s3|minio|r2|blob storage|cloud storage/i,
    {
      used: 'storing files under keys of our own, by links that expire',
      limits: 'a write is whole or not there; listing is slow',
      without:
        'an upload is refused with a clear message; what is there in the database never points to nothing',
    },
  ],
  [
    /shopify|woocommerce|amazon|ebay|etsy/i,
    {
      used: 'reading products and orders, signed webhooks',
      limits: 'a bucket of calls for each shop',
      without: 'the last state is shown with its age; changes are read on from the last cursor',
    },
  ],
]

export const apiOf = (name: string): ForeignApi => ({
  name,
  ...(APIS.find(([names]) => names.test(name))?.[1] ?? {
    used: 'only the calls that the requirements need, behind one module with types of our own',
    limits:
      'to be read from its documentation before the module is written; until then one request at a time',
    without:
      'each call ends after 10 s and is tried three times with growing pauses; then the last answer is shown with its age',
  }),
})

/** Services that a text mentions without listing them as APIs. */
export function apisIn(text: string): string[] {
  const found = new Set<string>()
  for (const match of text.matchAll(
    /(?<![\p{L}\p{N}])(Stripe|PayPal|OpenAI|Anthropic|GitHub|GitLab|Slack|Discord|Telegram|Twilio|SendGrid|Mailgun|Google Maps|OpenStreetMap|OpenWeather(?:Map)?|Google Calendar|Spotify|YouTube|Twitch|Shopify|Amazon S3)(?![\p{L}\p{N}])/gu,
  ))
    found.add(match[1] ?? '')
  return [...found].slice(0, 5)
}
