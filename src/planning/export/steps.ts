import { plainText } from '../inline.ts'
import { oneLine } from './escape.ts'

const STEPS = 50

/** The numbered steps that a task's own part of a phase's plan lists below its first line, without code. At most 50. */
export function stepsIn(markdown: string): string[] {
  const steps: string[] = []
  let indent = -1
  let isCode = false
  for (const line of markdown.split(/\r\n?|\n/).slice(1)) {
    if (/^\s*(?:```|~~~)/.test(line)) isCode = !isCode
    if (isCode) continue
    const [, before = '', text] = /^(\s*)\d{1,3}[.)]\s+(\S.*)$/su.exec(line) ?? []
    if (text !== undefined) {
      if (indent < 0) indent = before.length
      steps.push(text)
    } else if (steps.length > 0 && indent >= 0 && /^\s+[^\s\-*+#]/.test(line) && line.search(/\S/) > indent)
      steps[steps.length - 1] += ` ${line}`
    else indent = -1
  }
  return steps.slice(0, STEPS).map((step) => oneLine(plainText(step)))
}
