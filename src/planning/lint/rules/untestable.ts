import { inBrief, type Rule } from '../rule.ts'
import { faultsOfWords, nameOf, quote } from '../said.ts'
import { vocabulary } from '../vocabulary.ts'

const WORDS = vocabulary({
  en: '(?:works?|working|behaves?|functions?|handled?|handles|handling|runs?|responds?|processed|displayed) (?:\\S+ ){0,3}?(?:properly|correctly|well|gracefully|appropriately|smoothly|as expected|reliably|nicely)|(?:gracefully|properly|appropriately) (?:handles?|handled|manages?|processe[sd])|(?:good|great|excellent|pleasant|optimal|smooth|nice) (?:user experience|ux|usability|performance)|meets? (?:user|customer) (?:needs|expectations)',
  de: '(?:funktioniert|arbeitet|läuft|verhält sich) (?:\\S+ ){0,3}?(?:korrekt|richtig|gut|ordnungsgemäß|wie erwartet|zuverlässig|reibungslos)|gute (?:bedienbarkeit|benutzererfahrung|usability|performance)|angemessen (?:behandelt|reagiert)',
  fr: '(?:fonctionne|gère|se comporte) (?:\\S+ ){0,3}?(?:correctement|bien|comme prévu|proprement)|(?:bonne|excellente) (?:expérience utilisateur|ergonomie|performance)',
  es: '(?:funciona|gestiona|maneja|se comporta) (?:\\S+ ){0,3}?(?:correctamente|bien|adecuadamente|como se espera)|(?:buena|excelente) (?:experiencia de usuario|usabilidad)',
  ja: '適切に|正しく動|問題なく|良好な|きちんと|うまく',
})

export const untestable: Rule = {
  id: 'untestable',
  severity: 'warning',
  reason: '“Works correctly” is true of whatever was built: it names nothing that could be seen.',
  good: inBrief('- **R-1**: A file that is no CSV is refused, and the line at fault is named.'),
  bad: inBrief('- **R-1**: A file that is no CSV is handled gracefully by the import.'),
  block: (block) =>
    faultsOfWords(block, ['requirement'], WORDS, (word, statement) => ({
      message: `${nameOf(statement)} cannot be found false: ${quote(word)} does not say what is seen then.`,
      suggestion: 'Write what somebody sees when it holds, and what when it does not.',
    })),
}
