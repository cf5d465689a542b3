import type { Stance } from './stance.ts'

/** Denials in Japanese and Chinese, where they stand beside the thing without blanks. */

/** Characters. */
const BEHIND = 24
const BEFORE = 8

/** "Not only", "cannot do without", "not logged in": the thing is there. */
const THERE =
  /^(?:機能|画面|システム|サービス)?(?:だけ(?:で|じゃ)なく|のみならず|(?:なし|無し)では|(?:が|は|も)?(?:ない|なけれ)(?:と|ば)|し(?:ない|なけれ)(?:と|ば|限り)|してい(?:ない|ません)|済み|(?:に|で|の|が|を)?[^。、]{0,8}(?:遅延|遅れ|エラー|失敗|障害|問題|漏れ|損失|中断|失わ|止ま))/
const GONE =
  /^(?:(?:による|での|を使った|に関する)[\p{Script=Han}\p{Script=Katakana}ー]{1,8})?(?:等|など)?(?:機能|画面|システム|サービス|連携|対応|処理)?(?:の必要)?(?:は|が|も|には|を|に|で|の)?(?:今回は?|当面は?|一切|まったく|全く|特に|使わ|用い|必要|対応し|含ま|含め|含み|使い|行い|作り|設けま|実装し|作ら|行わ|要ら|いら|あり|設け|考慮し|想定し|提供し|し){0,2}(?:不要|なし|無し|ない|ません|ず(?:に|、|。|$)|無用|対象外|範囲外|スコープ外|除く|除外|省く|省略|禁止|不做)/u
const LATER = /^(?:機能|対応|連携)?(?:は|も|を)?(?:将来|今後|次(?:の|期)|後(?:で|から|日)|いずれ|第二|v2)/i
const GONE_BEFORE =
  /(?:不需要|不用|无需|無需|不要|没有|沒有|不含|不包含|不支持|不做|不是|无|非)(?:任何|用户|在线)?$/
const THERE_BEFORE = /(?:不仅|不只|不但)(?:是|有)?$/

/** Undefined where no Japanese or Chinese stands beside it, or nothing is denied. */
export function unspacedStance(text: string, start: number, end: number): Stance | undefined {
  const behind = text.slice(end, end + BEHIND).replace(/^[ 　」』"]/, '')
  const before = text.slice(Math.max(0, start - BEFORE), start)
  if (THERE_BEFORE.test(before)) return undefined
  if (GONE_BEFORE.test(before)) return 'denied'
  if (!UNSPACED.test(behind.slice(0, 1)) || THERE.test(behind)) return undefined
  if (GONE.test(behind)) return 'denied'
  // "ログインと決済は不要": a list shares its denial.
  const list = /^(?:や|と|・|、|または|及び|および)([\p{Script=Han}\p{Script=Katakana}ー]{1,8})/u.exec(behind)
  if (list && GONE.test(behind.slice(list[0].length)) && !THERE.test(behind.slice(list[0].length)))
    return 'denied'
  return LATER.test(behind) ? 'later' : undefined
}

const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー・、]/u
