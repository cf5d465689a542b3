/** What models say to the one who asked, at the start of a passage. */
const TALK =
  /^(?:as an ai(?: language model| assistant)?\b|i(?:'|’)m sorry,? but\b|i (?:cannot|can(?:'|’)t) (?:help|assist|provide|fulfil)|certainly[!,] |of course! |sure(?: thing)?[!,] (?:here|i)|ok(?:ay)?[!,] here|absolutely! |great (?:question|idea)[!.]|here(?:'|’)?s? (?:is |are )?(?:the|your|a|an) (?:[\w-]+ ){0,4}(?:design|document|plan|version|draft|response|outline)\b|i hope (?:this|that|it)\b[^.!]{0,60}\b(?:help(?:s|ful)?|useful|meets|clear)\b|let me know if\b|feel free to (?:ask|reach|let)|would you like me to\b|do you want me to\b|if you(?:'|’)d like,? i can\b|i(?:'|’)ve (?:created|written|prepared|updated|drafted) |i have (?:created|written|prepared|drafted) |gerne[!,] |hier ist (?:der|das|dein|ihr|euer) |ich hoffe,? (?:das|dies) hilft|als ki-|sag(?:en sie)? (?:mir )?bescheid|bien sûr[ !,]|voici (?:le|la|votre) (?:document|plan|conception)|j(?:'|’)espère que|por supuesto[!,]|claro[!,] |aquí (?:está|tienes) |espero que (?:esto|te)|もちろんです|はい、.{0,20}(?:作成|用意|まとめ)|承知(?:いた)?しました|以下[がは].{0,12}(?:設計書?|計画書?)です|以下に.{0,20}(?:設計書|計画書)を(?:示し|作成し|提示し)|ご不明な点)/i
const NEAR = 200

/** The words by which a passage speaks to the one who asked, and says nothing of the project. */
export const talkIn = (text: string): string | undefined => TALK.exec(text.slice(0, NEAR))?.[0]
