/**
 * Japanese and Chinese texts write ids in full width: Ｒ－１, Ｔ１．２, フェーズ２, 第１段階. Patterns for ids know the narrow
 * characters alone, so ids are folded where a text is read. Each character has one of the same length in its place, so
 * offsets stay; whatever is no id stays as it was written. Linear.
 */
const PREFIX = 'REQ|RQ|R|NFR|NF|FR|F|BR|UR|SR|TR|US|T|P|M|Task|Phase|ＲＥＱ|Ｒ|ＮＦＲ|ＮＦ|ＦＲ|Ｆ|Ｔ|Ｐ|Ｍ'
const WORD =
  '要件|要求|需求|フェーズ|フェイズ|段階|阶段|階段|タスク|任务|任務|作業|ステップ|步骤|スプリント|マイルストーン|里程碑|第'
const ID = new RegExp(
  `(?<![A-Za-zＡ-Ｚａ-ｚ])(?:(?:${PREFIX})[ 　]?[-－−‐]?|(?:${WORD})[ 　]?)[0-9０-９]{1,4}(?:[.．][0-9０-９]{1,3}){0,2}(?![0-9０-９])`,
  'g',
)
/** `２．１　Title` */
const NUMBER = /^(\s*(?:[#*_]{1,8}\s*)*)([０-９]{1,2}(?:．[０-９]{1,2}){1,2})(?=[\s　])/
const WIDE = /[０-９Ａ-Ｚａ-ｚ－．]/

export function narrowIds(text: string): string {
  if (!WIDE.test(text)) return text
  return text
    .replace(ID, narrow)
    .replace(NUMBER, (_, marks: string, number: string) => `${marks}${narrow(number)}`)
}

const narrow = (id: string): string =>
  id.replace(/[０-９Ａ-Ｚａ-ｚ－．]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
