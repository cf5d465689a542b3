/** Foreign services by name. A language, a framework, a database that one runs oneself is none. */

export interface Service {
  name: string
  /** Its name in lower case where nothing else is given; `^Notion` needs its capital, being a word of its own. */
  phrases?: string
  /** The weight (see weights.ts) that comes with it. */
  brings?: string
}

const plain = (names: string, brings?: string): Service[] =>
  names.split(',').map((name) => ({ name: name.trim(), ...(brings ? { brings } : {}) }))

export const SERVICES: readonly Service[] = [
  ...plain(
    'Stripe, PayPal, Adyen, Braintree, Klarna, Paddle, Mollie, Razorpay, Lemon Squeezy, GoCardless, Mercado Pago, PayPay, Apple Pay, Google Pay, Alipay, WeChat Pay',
    'payments',
  ),
  { name: 'Square', phrases: '^Square payments, square api, ^Square POS', brings: 'payments' },
  ...plain('Twilio, SendGrid, Mailgun, Postmark, Mailchimp, Amazon SES, Brevo, Vonage', 'messages to people'),
  ...plain('Auth0, Okta, AWS Cognito, Keycloak, Azure AD, Active Directory, LDAP, WorkOS', 'accounts'),
  { name: 'Clerk', phrases: '^Clerk auth, clerk api, ^Clerk SDK', brings: 'accounts' },
  {
    name: 'OpenAI',
    phrases: 'openai, open ai, chatgpt, gpt 4, gpt 4o, gpt 5, gpt4, whisper api',
    brings: 'machine learning',
  },
  { name: 'Anthropic', phrases: 'anthropic, ^Claude', brings: 'machine learning' },
  { name: 'Gemini', phrases: '^Gemini api, google gemini', brings: 'machine learning' },
  ...plain('Hugging Face, Mistral AI, DeepL, ElevenLabs', 'machine learning'),
  ...plain('Google Maps, Mapbox, OpenStreetMap, HERE Maps, Apple Maps', 'maps and places'),
  { name: 'Algolia', brings: 'search' },
  ...plain(
    'GitHub, GitLab, Bitbucket, Jira, Confluence, Trello, Asana, Airtable, Salesforce, HubSpot, Zendesk, Shopify, WooCommerce, Magento, Etsy, eBay',
  ),
  ...plain(
    'Google Calendar, Google Drive, Google Sheets, Google Analytics, Google Ads, Google Classroom, Gmail, YouTube, Office 365, Microsoft 365, Microsoft Teams, SharePoint, OneDrive, Dropbox, Nextcloud, Exchange Server, iCloud',
  ),
  ...plain(
    'Amazon S3, Supabase, Firebase, Cloudflare, Snowflake, BigQuery, Redshift, Databricks, Datadog, PagerDuty, Opsgenie, Mixpanel, PostHog, Zapier, IFTTT, DocuSign, Calendly, Eventbrite',
  ),
  ...plain(
    'Xero, QuickBooks, DATEV, SAP, Lexoffice, Personio, Workday, Plaid API, NetSuite, Moneybird, freee, kintone, Zoho, Pipedrive',
  ),
  ...plain(
    'Spotify, Twitter, Facebook, Instagram, LinkedIn, TikTok, Reddit, Mastodon, Bluesky, Pinterest, Twitch, WhatsApp, Telegram, Discord, Strava, Fitbit, Garmin, Apple Health, Airbnb, DHL, FedEx, Home Assistant, OpenWeather, OpenWeatherMap, Wikipedia, IMDb, Goodreads, Booking.com, Tripadvisor, Doctolib',
  ),
  {
    name: 'Slack',
    phrases: '^Slack, slack channel, slack bot, slack webhook, slack message, to slack, via slack',
  },
  { name: 'Notion', phrases: '^Notion, notion api, notion database' },
  { name: 'Linear', phrases: '^Linear issue, linear api, linear tickets' },
  { name: 'Zoom', phrases: '^Zoom, zoom call, zoom meeting, zoom api' },
  { name: 'Intercom', phrases: '^Intercom' },
  { name: 'Segment', phrases: '^Segment events, segment api' },
  { name: 'Sentry', phrases: '^Sentry' },
  { name: 'Plaid', phrases: '^Plaid' },
  { name: 'Steam', phrases: '^Steam' },
  { name: 'Uber', phrases: '^Uber' },
  { name: 'UPS', phrases: '^^UPS' },
  { name: 'LINE', phrases: '^^LINE, line messaging api, line login, LINE通知' },
  { name: 'Google', phrases: '^Google, google login, google account, google oauth, google api' },
  { name: 'Apple sign-in', phrases: 'sign in with apple, apple id, apple login', brings: 'accounts' },
  { name: 'Amazon S3', phrases: 's3=, s3 bucket, aws s3' },
  { name: 'Twitter', phrases: '^X API' },
  { name: 'Microsoft Teams', phrases: '^MS Teams, ^Teams channel, ^Teams bot' },
  { name: 'Active Directory', phrases: 'entra id, ldap directory' },
  { name: 'OpenStreetMap', phrases: 'open street map, osm=' },
  { name: 'Google Maps', phrases: 'googlemaps, maps api' },
  { name: 'Outlook', phrases: '^Outlook calendar, ^Outlook, outlook add~in' },
  { name: 'QuickBooks', phrases: 'quick books' },
  {
    name: 'GitHub',
    phrases: 'github api, github issue, github action, github repo, github repository, github login',
  },
  { name: 'Telegram', phrases: 'telegram bot' },
  { name: 'Discord', phrases: 'discord bot, discord server' },
  { name: 'Shopify', phrases: 'shopify store, shopify shop' },
  { name: 'Spotify', phrases: 'spotify web api, spotify api, spotify playlist' },
]

/** `github-flavored`, "git" and the like are no service; nor is what these bring along in Markdown. */
export const NO_SERVICES =
  'github flavored, github flavoured, google doc style, google fonts, google style, apple silicon, full steam, steam engine, amazon rainforest, google chrome, google it'

/** What stands in front of "API" and is no foreign service. */
export const NO_NAMES: ReadonlySet<string> = new Set(
  'rest restful json http https web graphql grpc soap xml rpc openapi public private our own the this that an a its their internal external third party python java go rust node js javascript typescript ruby php c swift kotlin dart django fastapi express flask laravel rails spring html css dom browser native stable simple small clean typed async admin backend server client crud rest-api history fetch file storage canvas audio streams stream plugin new old v1 v2 and or no not any every each one two via with bot mobile data search payment auth user users login email sms weather maps map library cli api saas sdk etl mvp pdf csv sql url uri ai ml ui ux it eine die das der une la el los les dieser unsere nuestra notre'.split(
    ' ',
  ),
)

/** In a list of APIs they say how, not whose. */
export const NO_SERVICE_ENTRY =
  /^(?:rest(?:ful)?(?:[ -]?apis?)?|json(?: ?api)?|https?|graphql|grpc|soap|web ?sockets?|openapi|swagger|xml|rpc|json-?rpc|sse|none|no|nothing|n\/?a|tbd|-+|keine?|aucune?|ninguna?|なし|own|internal|public)$/i
