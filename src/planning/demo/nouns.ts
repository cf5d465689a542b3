/** Things that briefs are about, with the fields they need; the names people give them in some languages. */

type Family =
  | 'person'
  | 'ware'
  | 'money'
  | 'text'
  | 'file'
  | 'slot'
  | 'task'
  | 'measure'
  | 'group'
  | 'message'
  | 'place'
  | 'play'
  | 'device'
  | 'living'
  | 'link'
  | 'dose'
  | 'actor'

export interface Noun {
  /** Singular, lower case. */
  name: string
  fields: string
  rule: string
  /** What it belongs to, if that is there too. */
  parents: string[]
}

const FAMILIES: Record<Family, [fields: string, rule: string]> = {
  person: ['`name` text 1–120, `email` text, `created_at` time', '`email` unique, compared in lower case'],
  ware: [
    '`name` text 1–200, `description` text, `price_cents` integer, `stock` integer',
    'price and stock at least 0',
  ],
  money: [
    '`amount_cents` integer, `currency` ISO 4217, `issued_on` date, `status` text',
    'amounts in the smallest unit, never a float',
  ],
  text: ['`title` text 1–200, `body` text up to 50,000, `updated_at` time', '`title` not blank'],
  file: [
    '`name` text, `bytes` integer, `media_type` text, `sha256` text',
    'type read from the content, not from the name',
  ],
  slot: [
    '`title` text, `starts_at` time, `ends_at` time, `status` text',
    '`ends_at` after `starts_at`; times in UTC, shown in local time',
  ],
  task: [
    '`title` text 1–200, `status` open or done, `due_on` date or none',
    '`status` changes only open → done → open',
  ],
  measure: ['`value` number, `unit` text, `measured_at` time', 'one value a time and source'],
  group: ['`name` text 1–80, `position` integer', '`name` unique among its siblings'],
  message: [
    '`body` text 1–4,000, `sent_at` time, `state` queued, sent or failed',
    'never sent twice: `state` changes in one transaction',
  ],
  place: [
    '`name` text, `address` text, `latitude` and `longitude` number or none',
    'both coordinates or neither',
  ],
  play: [
    '`state` text, `score` integer, `started_at` time, `ended_at` time or none',
    'changed only by the rules',
  ],
  dose: ['`name` text 1–80, `quantity` number, `unit` text', '`quantity` above 0'],
  link: [
    '`code` text 1–30, `target` address, `created_at` time',
    '`code` unique; `target` http or https alone',
  ],
  actor: [
    '`kind` text, `x` and `y` number, `speed` number, `state` text',
    'inside the field; changed only by the rules',
  ],
  living: ['`name` text 1–80, `kind` text, `born_on` date or none', '`name` unique for its owner'],
  device: ['`name` text, `serial` text, `last_seen_at` time', '`serial` unique'],
}

const KNOWN: Record<Family, string> = {
  person:
    'user customer client patient member guest student teacher employee player author visitor contact driver owner tenant doctor volunteer candidate',
  ware: 'product item article ticket asset part dish wine souvenir spare',
  money:
    'invoice payment order expense transaction subscription quote donation budget refund receipt cart account salary portfolio revenue turnover sale',
  text: 'book note post recipe page document story question answer snippet report entry template lesson course quiz poem contract article review comment flashcard card poll',
  file: 'photo image file video picture attachment song podcast scan dataset spreadsheet',
  slot: 'schedule plan booking appointment event reservation shift meeting class session visit trip rental slot workout match lecture',
  task: 'task todo ticket issue job chore habit goal reminder step milestone feature bug',
  measure: 'reading measurement score weight temperature metric rating price vote grade mood sample result',
  group:
    'category tag team project list folder room album channel playlist label board department collection group queue',
  message: 'message notification email alert mail chat reply',
  place:
    'place location address venue store restaurant warehouse city station stop site property route flat apartment table',
  play: 'game level round move puzzle deck tournament',
  dose: 'ingredient medication supply',
  link: 'link bookmark url shortcut feed',
  actor:
    'enemy tower character ship asteroid monster bullet projectile coin power-up obstacle platform snake block',
  living: 'cat dog pet plant cow animal horse bird fish tree',
  device: 'car vehicle bike device sensor server machine printer camera light lamp pump',
}

const PARENTS: Record<string, string[]> = {
  comment: ['post', 'photo', 'recipe', 'task', 'article', 'issue', 'document', 'page'],
  review: ['product', 'book', 'restaurant', 'recipe', 'place'],
  rating: ['product', 'book', 'restaurant', 'recipe', 'player'],
  ingredient: ['recipe'],
  item: ['order', 'list', 'invoice', 'cart'],
  payment: ['invoice', 'order', 'subscription', 'booking'],
  invoice: ['customer', 'client', 'project'],
  order: ['customer', 'user', 'table'],
  booking: ['customer', 'guest', 'room', 'user', 'table'],
  appointment: ['patient', 'customer', 'client', 'doctor'],
  reading: ['sensor', 'device', 'station'],
  measurement: ['sensor', 'device', 'patient'],
  weight: ['cat', 'dog', 'pet', 'user', 'animal', 'cow'],
  task: ['project', 'list', 'user', 'team'],
  lesson: ['course'],
  score: ['player', 'user', 'game'],
  photo: ['album', 'user', 'cat'],
  message: ['channel', 'chat', 'user'],
  notification: ['user', 'customer'],
  reminder: ['task', 'appointment', 'user', 'customer'],
  enemy: ['level'],
  shift: ['employee', 'volunteer', 'team'],
  vote: ['question', 'user'],
  answer: ['question'],
}

const FAMILY_OF = new Map<string, Family>()
for (const [family, names] of Object.entries(KNOWN) as [Family, string][])
  for (const name of names.split(' ')) if (!FAMILY_OF.has(name)) FAMILY_OF.set(name, family)

/** Other languages' words for them, as far as they can be told without grammar. */
const ELSEWHERE: [RegExp, string][] = [
  [/ユーザー|用户|사용자|benutzer|nutzer|utilisateur|usuario/i, 'user'],
  [/顧客|客户|고객|kund(?:e|in)|cliente?s?(?!\w)/i, 'customer'],
  [/患者|환자|patient/i, 'patient'],
  [/会員|会员|회원|mitglied|membre|miembro/i, 'member'],
  [/予約|预约|预订|예약|buchung|reservierung|réservation|reserva/i, 'booking'],
  [/写真|画像|照片|图片|사진|fotos?(?!\w)|bilder|photos?(?!\w)/i, 'photo'],
  [/商品|製品|产品|상품|produkt|artikel|produit|producto/i, 'product'],
  [/注文|订单|주문|bestellung|commande|pedido/i, 'order'],
  [/請求書|发票|청구서|rechnung|facture|factura/i, 'invoice'],
  [/支払|決済|付款|支付|결제|zahlung|paiement|pago/i, 'payment'],
  [/レシピ|食谱|레시피|rezept|recette|receta/i, 'recipe'],
  [/メモ|ノート|笔记|메모|notiz|note(?!n)|nota/i, 'note'],
  [/タスク|任务|할 ?일|aufgabe|tâche|tarea/i, 'task'],
  [/コメント|评论|댓글|kommentar|commentaire|comentario/i, 'comment'],
  [/タグ|标签|태그|schlagwort|étiquette|etiqueta/i, 'tag'],
  [/イベント|活动|이벤트|veranstaltung|événement|evento/i, 'event'],
  [/会議|会议|회의|besprechung|réunion|reunión/i, 'meeting'],
  [/在庫|库存|재고|lager|stock(?!\w)|inventario/i, 'item'],
  [/センサー|传感器|센서|sensor|capteur/i, 'sensor'],
  [/家計|支出|经费|지출|ausgabe|dépense|gasto/i, 'expense'],
  [/本(?:棚|の)|書籍|图书|책|b[üu]cher|buch(?!u)|livre|libro/i, 'book'],
  [/通知|提醒|알림|benachrichtigung|notification|recordatorio|notificaci/i, 'notification'],
  [/単語|单词|단어|vokabel|vocabulaire|vocabulario/i, 'card'],
  [/termin/i, 'appointment'],
]

/** Levels and towers mean something else outside of games. */
export const isOfGames = (name: string) => ['play', 'actor'].includes(FAMILY_OF.get(name) ?? '')

export function knownNoun(name: string): Noun | undefined {
  const family = FAMILY_OF.get(name)
  if (!family) return undefined
  const [fields, rule] = FAMILIES[family]
  return {
    name,
    fields,
    rule,
    parents: PARENTS[name] ?? (family === 'person' ? [] : ['user', 'customer', 'player', 'member']),
  }
}

/** In a game whatever is named and unknown moves about. */
export const movingNoun = (name: string): Noun => ({
  name,
  fields: FAMILIES.actor[0],
  rule: FAMILIES.actor[1],
  parents: [],
})

/** A thing that the brief names and this list does not know. */
export const plainNoun = (name: string): Noun => ({
  name,
  fields: '`name` text 1–200, `details` text, `created_at` time',
  rule: '`name` not blank',
  parents: ['user', 'customer', 'player', 'member', 'project'],
})

/** Nouns of a text that is not English, in the order of the list. */
export const nounsElsewhere = (text: string): string[] =>
  ELSEWHERE.filter(([pattern]) => pattern.test(text)).map(([, name]) => name)

const IRREGULAR: Record<string, string> = {
  people: 'person',
  children: 'child',
  men: 'man',
  women: 'woman',
  mice: 'mouse',
  entries: 'entry',
  series: 'series',
  news: 'news',
  data: 'data',
  media: 'media',
  indices: 'index',
  movies: 'movie',
  cookies: 'cookie',
  recipes: 'recipe',
  calories: 'calorie',
  status: 'status',
  analysis: 'analysis',
  leaves: 'leaf',
  knives: 'knife',
}

/** Of an English word in lower case. */
export function singular(word: string): string {
  const irregular = IRREGULAR[word]
  if (irregular) return irregular
  if (word.length < 4 || /(?:ss|us|is|ics)$/.test(word)) return word
  if (/[^aeiou]ies$/.test(word)) return `${word.slice(0, -3)}y`
  if (/(?:xes|ches|shes|sses|zzes)$/.test(word)) return word.slice(0, -2)
  return word.endsWith('s') ? word.slice(0, -1) : word
}

export function plural(noun: string): string {
  if (noun === 'person') return 'people'
  if (noun === 'child') return 'children'
  if (/[^aeiou]y$/.test(noun)) return `${noun.slice(0, -1)}ies`
  if (/(?:s|x|z|ch|sh)$/.test(noun)) return noun === 'news' ? noun : `${noun}es`
  return `${noun}s`
}
