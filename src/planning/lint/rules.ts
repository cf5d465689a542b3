import type { Rule } from './rule.ts'
import { addedTask } from './rules/added-task.ts'
import { aimlessPhase } from './rules/aimless-phase.ts'
import { bareComparison } from './rules/bare-comparison.ts'
import { bareNumber } from './rules/bare-number.ts'
import { baselessTask } from './rules/baseless-task.ts'
import { chatRemains } from './rules/chat-remains.ts'
import { copiedText } from './rules/copied-text.ts'
import { crowdedPhase } from './rules/crowded-phase.ts'
import { deadAnchor } from './rules/dead-anchor.ts'
import { droppedRequirement } from './rules/dropped-requirement.ts'
import { duplicateHeading } from './rules/duplicate-heading.ts'
import { duplicatePhase } from './rules/duplicate-phase.ts'
import { duplicateRequirement } from './rules/duplicate-requirement.ts'
import { duplicateTask } from './rules/duplicate-task.ts'
import { earlyPhase } from './rules/early-phase.ts'
import { earlyTask } from './rules/early-task.ts'
import { emptyLink } from './rules/empty-link.ts'
import { emptySection } from './rules/empty-section.ts'
import { emptyText } from './rules/empty-text.ts'
import { escapeClause } from './rules/escape-clause.ts'
import { foreignForm } from './rules/foreign-form.ts'
import { groundlessPlan } from './rules/groundless-plan.ts'
import { halfWish } from './rules/half-wish.ts'
import { headingJump } from './rules/heading-jump.ts'
import { hugeTask } from './rules/huge-task.ts'
import { idlePhase } from './rules/idle-phase.ts'
import { impossibleDate } from './rules/impossible-date.ts'
import { impossiblePromise } from './rules/impossible-promise.ts'
import { impossibleShare } from './rules/impossible-share.ts'
import { longRequirement } from './rules/long-requirement.ts'
import { looseItem } from './rules/loose-item.ts'
import { lostTask } from './rules/lost-task.ts'
import { marketing } from './rules/marketing.ts'
import { misplacedTask } from './rules/misplaced-task.ts'
import { missingPart } from './rules/missing-part.ts'
import { namelessStandard } from './rules/nameless-standard.ts'
import { noDocumentRule } from './rules/no-document.ts'
import { noPhases } from './rules/no-phases.ts'
import { noRequirements } from './rules/no-requirements.ts'
import { noTitle } from './rules/no-title.ts'
import { notRead } from './rules/not-read.ts'
import { nothingReadable } from './rules/nothing-readable.ts'
import { openCodeBlock } from './rules/open-code-block.ts'
import { openList } from './rules/open-list.ts'
import { openQuestion } from './rules/open-question.ts'
import { otherLanguage } from './rules/other-language.ts'
import { otherNumber } from './rules/other-number.ts'
import { otherSeries } from './rules/other-series.ts'
import { otherTech } from './rules/other-tech.ts'
import { otherTitle } from './rules/other-title.ts'
import { otherVersion } from './rules/other-version.ts'
import { phaseCycle } from './rules/phase-cycle.ts'
import { phaseOrder } from './rules/phase-order.ts'
import { placeholder } from './rules/placeholder.ts'
import { raggedRow } from './rules/ragged-row.ts'
import { repeatedText } from './rules/repeated-text.ts'
import { reversedRange } from './rules/reversed-range.ts'
import { sameRequirement } from './rules/same-requirement.ts'
import { secret } from './rules/secret.ts'
import { silentRequirement } from './rules/silent-requirement.ts'
import { skippedPhase } from './rules/skipped-phase.ts'
import { skippedRequirement } from './rules/skipped-requirement.ts'
import { skippedTask } from './rules/skipped-task.ts'
import { strayPhase } from './rules/stray-phase.ts'
import { taskCycle } from './rules/task-cycle.ts'
import { textCutOff } from './rules/text-cut-off.ts'
import { tooLong } from './rules/too-long.ts'
import { tooManyPhases } from './rules/too-many-phases.ts'
import { tooMuchToRead } from './rules/too-much-to-read.ts'
import { twoRequirements } from './rules/two-requirements.ts'
import { uncheckedTask } from './rules/unchecked-task.ts'
import { undefinedRequirement } from './rules/undefined-requirement.ts'
import { unfoundedChoice } from './rules/unfounded-choice.ts'
import { unknownPhase } from './rules/unknown-phase.ts'
import { unknownRequirement } from './rules/unknown-requirement.ts'
import { unknownTask } from './rules/unknown-task.ts'
import { unmetRisk } from './rules/unmet-risk.ts'
import { unnamedRequirement } from './rules/unnamed-requirement.ts'
import { unnumberedRequirements } from './rules/unnumbered-requirements.ts'
import { unnumberedTasks } from './rules/unnumbered-tasks.ts'
import { untestable } from './rules/untestable.ts'
import { untestedRequirement } from './rules/untested-requirement.ts'
import { untracedRequirement } from './rules/untraced-requirement.ts'
import { vagueAmount } from './rules/vague-amount.ts'
import { vagueCheck } from './rules/vague-check.ts'
import { vagueQuality } from './rules/vague-quality.ts'
import { vagueTime } from './rules/vague-time.ts'

/** All rules: findings at the same place come in this order. */
export const RULES: readonly Rule[] = [
  addedTask,
  aimlessPhase,
  bareComparison,
  bareNumber,
  baselessTask,
  chatRemains,
  copiedText,
  crowdedPhase,
  deadAnchor,
  droppedRequirement,
  duplicateHeading,
  duplicatePhase,
  duplicateRequirement,
  duplicateTask,
  earlyPhase,
  earlyTask,
  emptyLink,
  emptySection,
  emptyText,
  escapeClause,
  foreignForm,
  groundlessPlan,
  halfWish,
  headingJump,
  hugeTask,
  idlePhase,
  impossibleDate,
  impossiblePromise,
  impossibleShare,
  longRequirement,
  looseItem,
  lostTask,
  marketing,
  misplacedTask,
  missingPart,
  namelessStandard,
  noPhases,
  noRequirements,
  noTitle,
  notRead,
  nothingReadable,
  openCodeBlock,
  openList,
  openQuestion,
  otherNumber,
  otherSeries,
  otherTech,
  otherTitle,
  otherLanguage,
  noDocumentRule,
  otherVersion,
  phaseCycle,
  phaseOrder,
  placeholder,
  raggedRow,
  repeatedText,
  reversedRange,
  sameRequirement,
  secret,
  silentRequirement,
  skippedPhase,
  skippedRequirement,
  skippedTask,
  strayPhase,
  taskCycle,
  textCutOff,
  tooLong,
  tooManyPhases,
  tooMuchToRead,
  twoRequirements,
  uncheckedTask,
  undefinedRequirement,
  unfoundedChoice,
  unknownPhase,
  unknownRequirement,
  unknownTask,
  unmetRisk,
  unnamedRequirement,
  unnumberedRequirements,
  unnumberedTasks,
  untestable,
  untestedRequirement,
  untracedRequirement,
  vagueAmount,
  vagueCheck,
  vagueQuality,
  vagueTime,
]
