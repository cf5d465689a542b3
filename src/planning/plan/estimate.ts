const UNIT =
  'min(?:ute)?s?|h|hours?|hrs?|d|days?|weeks?|wks?|w|months?|sprints?|pts?|points?|sp|story points|person[- ]days?|tage?n?|wochen?|stunden?|std|monate?n?|minuten|personentage?|jours?|semaines?|heures?|mois|días?|dias?|semanas?|horas?|meses|mes|giorn[io]|settiman[ae]|ore|дн[яей]+|недел[яиь]|час[аов]*|日間?|天|周|週間?|小时|個月|个月|[かヶ]月|時間|人日|人天|분|시간|일|주'
const COUNT = '\\d{1,4}(?:[.,]\\d{1,2})?'
/** "~3 days", "1–2 weeks", "Week 1-2", "half a day" */
const DURATION = new RegExp(
  `^(?:est(?:imate|imated|\\.)?[:.]?\\s)?(?:[~≈<±]|ca\\.?|about|around|approx\\.?|etwa|约|約|environ|unos)?\\s?(?:${COUNT}(?:\\s?(?:-|–|—|to|bis|à|a|~|〜|～)\\s?${COUNT})?\\+?[\\s-]?(?:${UNIT})|(?:weeks?|days?|months?|sprints?|wochen?|tage?|semaines?|semanas?|jours?|días?|第)\\s?\\d{1,3}(?:\\s?(?:-|–|—|to|bis|à|a|~|〜)\\s?\\d{1,3})?(?:週|周|天|日)?|(?:half|one|a|an|two|three) (?:an? )?(?:day|week|hour|month)s?)\\.?$`,
  'iu',
)

/** Whether a remark says how long something takes. */
export const isDuration = (text: string) => text.length <= 40 && DURATION.test(text.normalize('NFKC').trim())
