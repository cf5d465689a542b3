import { wholeWords } from './safe-text.ts'

/** What a brief says or implies that changes what has to be built. */
export type Trait =
  | 'auth'
  | 'payments'
  | 'realtime'
  | 'offline'
  | 'email'
  | 'files'
  | 'ai'
  | 'personal'
  | 'health'
  | 'children'
  | 'location'
  | 'schedule'
  | 'scraping'
  | 'roles'
  | 'teams'
  | 'exchange'
  | 'multiplayer'
  | 'search'

const PATTERNS: Record<Trait, RegExp> = {
  auth: words(
    'log ?-?ins?|log(?:s|ged|ging)? in|sign(?:s|ed|ing)?[- ]?(?:in|up)|passwords?|authenticat\\p{L}*|oauth2?|sso|single sign[- ]on|(?:user )?accounts?|registration|anmeld\\p{L}*|passw[oö]rt\\p{L}*|benutzerkonto|connexion|mot de passe|contraseñas?|iniciar sesión|cuentas?|password',
    'ログイン|認証|パスワード|アカウント|登录|登錄|密码|로그인|비밀번호',
  ),
  payments: words(
    'pay(?:s|ing|ments?)?|paid|stripe|paypal|checkout|credit cards?|subscriptions?|billing|refunds?|donations?|zahlung\\p{L}*|bezahl\\p{L}*|paiements?|pagos?|pagar',
    '決済|支払|付款|支付|결제',
  ),
  realtime: words(
    'real[- ]?time|live (?:updates?|view|chat|scores?|data)|instantly|web ?sockets?|simultaneously|collaborative|at the same time|echtzeit|temps réel|tiempo real',
    'リアルタイム|实时|即時|실시간',
  ),
  offline: words(
    'off-?line|no (?:internet|network|connection)|without (?:internet|a network)|hors ligne|sin conexión',
    'オフライン|离线|오프라인',
  ),
  email: words(
    'e-?mails?|newsletters?|notifications?|notify|notif(?:ies|ied)|reminders?|remind(?:s|ed)?|benachrichtig\\p{L}*|erinner\\p{L}*|rappels?|recordatorios?|correos?',
    '通知|メール|リマインド|提醒|邮件|알림',
  ),
  files: words(
    'files?|uploads?|photos?|images?|pictures?|pdfs?|documents?|attachments?|videos?|audio|dateien?|bilder|fichiers?|archivos?|fotos?|csv',
    '写真|画像|ファイル|アップロード|动画|图片|文件|사진|파일',
  ),
  ai: words(
    'ai|llms?|gpt|chatgpt|machine learning|ml|neural|language models?|openai|claude|embeddings?|ki|inteligencia artificial|intelligence artificielle',
    '人工知能|人工智能|生成AI|機械学習|인공지능',
  ),
  personal: words(
    'users?|customers?|patients?|members?|clients?|employees?|students?|guests?|people|names?|address(?:es)?|phone numbers?|e-?mails?|contacts?|profiles?|kunden?|patienten?|mitglieder?|clientes?|utilisateurs?|usuarios?|players?',
    '顧客|ユーザー|会員|患者|住所|氏名|用户|客户|사용자|고객',
  ),
  health: words(
    'health|medical|patients?|doctors?|clinics?|medications?|symptoms?|diagnos\\p{L}*|dentists?|therap\\p{L}*|arzt\\p{L}*|patienten?|santé|salud|médec\\p{L}*',
    '医療|患者|病院|健康|診察|医院|의료',
  ),
  children: words(
    'kids?|child(?:ren)?|school|pupils?|toddlers?|teens?|kinder|schule|enfants?|niñ[oa]s?',
    '子供|子ども|学校|儿童|어린이',
  ),
  location: words(
    'gps|location|maps?|nearby|geo\\p{L}*|routes? planning|addresses|karte|standort\\p{L}*|carte|mapa',
    '地図|位置情報|地图|지도',
  ),
  schedule: words(
    'every (?:day|night|hour|week|month|morning|minute|\\d+ \\p{L}+)|daily|nightly|hourly|weekly|monthly|cron|schedul\\p{L}*|reminders?|periodic\\p{L}*|täglich|wöchentlich|stündlich|chaque jour|cada día',
    '毎日|毎週|毎月|定期|每天|매일',
  ),
  scraping: words('scrap(?:e|es|ing)|crawl(?:s|er|ing)?'),
  roles: words(
    'admins?|administrators?|moderators?|roles?|permissions?|staff|managers?|owners?|editors?|back ?office',
    '管理者|権限|管理员|관리자',
  ),
  teams: words(
    'teams?|organi[sz]ations?|work ?spaces?|tenants?|multi-?tenan\\p{L}*|companies|saas|b2b',
    'チーム|团队|팀',
  ),
  exchange: words(
    'imports?|exports?|csv|excel|xlsx|json|xml|parquet|migrat\\p{L}*|backup',
    'エクスポート|インポート|导出|导入|내보내기',
  ),
  multiplayer: words(
    'multi-?player|online (?:match|play)\\p{L}*|pvp|co-?op|lobby|lobbies|opponents?',
    '対戦|多人|멀티플레이',
  ),
  search: words(
    'search\\p{L}*|find|filter\\p{L}*|look ?up|such\\p{L}*|recherch\\p{L}*|buscar|búsqueda',
    '検索|搜索|검색',
  ),
}

function words(pattern: string, unbounded?: string): RegExp {
  const bounded = wholeWords(pattern).source
  return new RegExp(unbounded === undefined ? bounded : `${bounded}|${unbounded}`, 'iu')
}

const DENIED_BEFORE =
  /(?:\b(?:no|not|without|never|don't|doesn't|does not|do not|need no|needs no|nor|or|kein|keine|keinen|ohne|sans|pas de|pas d'|sin|ni|senza)\b[\s\p{L}'-]{0,24})$/iu
const DENIED_AFTER =
  /^[\s\p{L}-]{0,16}(?:\b(?:is|are)?\s*(?:not|n't|never)\b|\bout of scope|\bunnecessary|なし|不要|しない|は要らない|はいらない)/iu

export interface Traits {
  has: ReadonlySet<Trait>
  /** Said to be left out. */
  denied: ReadonlySet<Trait>
}

/** Characters: more than the requirements that fit into a design are made of. */
const READ = 12_000

export function traitsOf(text: string): Traits {
  const has = new Set<Trait>()
  const denied = new Set<Trait>()
  for (const clause of text
    .slice(0, READ)
    .split(/[.;!?。！？\n]|,\s*(?=but\s|no\s|without\s|keine?n?\s|ohne\s)/)) {
    if (!/\p{L}/u.test(clause)) continue
    for (const trait of Object.keys(PATTERNS) as Trait[]) {
      if (has.has(trait)) continue
      const match = PATTERNS[trait].exec(clause)
      if (!match) continue
      const before = clause.slice(Math.max(0, match.index - 40), match.index)
      const after = clause.slice(match.index + match[0].length, match.index + match[0].length + 40)
      if (isDenied(clause.slice(0, match.index), before, after)) denied.add(trait)
      else has.add(trait)
    }
  }
  for (const trait of has) denied.delete(trait)
  return { has, denied }
}

/** "or" denies only what stands in a clause that began with a denial. */
function isDenied(clauseBefore: string, before: string, after: string): boolean {
  if (DENIED_AFTER.test(after)) return true
  const denial = DENIED_BEFORE.exec(before)
  if (!denial) return false
  return (
    !/^(?:or|ni|nor)\b/i.test(denial[0]) ||
    /\b(?:no|not|without|kein\p{L}*|ohne|sans|sin)\b/iu.test(clauseBefore)
  )
}
