import { plainText } from './inline.ts'

/** The fixed parts of a project design, in their order. */
export const PARTS = [
  'summary',
  'requirements',
  'objectives',
  'techStack',
  'architecture',
  'data',
  'interfaces',
  'security',
  'risks',
  'testing',
  'openQuestions',
] as const

export type Part = (typeof PARTS)[number]

/** As the prompt asks for them. */
export const PART_TITLES: Record<Part, string> = {
  summary: 'Summary',
  requirements: 'Requirements',
  objectives: 'Objectives',
  techStack: 'Tech stack',
  architecture: 'Architecture',
  data: 'Data',
  interfaces: 'Interfaces',
  security: 'Security',
  risks: 'Risks and mitigations',
  testing: 'Testing',
  openQuestions: 'Open questions',
}

/** What models write for them. Matched against `words`, whole. */
const NAMES: Record<Part, RegExp> = {
  summary:
    /^(?:(?:executive|project|product) )?(?:summary|overview|introduction|abstract)(?: and (?:scope|context|background))?$/,
  requirements:
    /^(?:(?:functional|non|nonfunctional|quality|product|project|system|user|technical|core|key|additional|other|and) )*requirements?(?: (?:list|specification|and (?:constraints|scope|features)))?$/,
  objectives:
    /^(?:(?:project|product|key|main) )?(?:objectives?|goals?|success (?:criteria|metrics))(?: and (?:objectives|goals|non goals|success (?:criteria|metrics)|key results))?$/,
  techStack:
    /^(?:(?:proposed|recommended|chosen) )?(?:(?:tech|technology|technical) (?:stack|choices|selection)|technolog(?:y|ies)|stack|technologies and tools|tools and technologies)(?: (?:and|with) (?:reasons?|rationale|reasoning|justifications?|tools|tooling))?$/,
  architecture:
    /^(?:(?:system|software|technical|solution|application|high level|overall) )*(?:architecture|system design)(?: (?:overview|diagram|design|and (?:components|design|data flow)))?$/,
  data: /^(?:(?:the|core) )?(?:data|database|schema|persistence|domain model|storage)(?: (?:and storage|model|models|design|schema|storage|structures|layer|model and (?:storage|schema|persistence)))?$/,
  interfaces:
    /^(?:(?:external|system|user|public) )*(?:interfaces?|apis?|endpoints|integrations)(?: (?:design|endpoints|specification|definitions?|contracts?|and (?:apis?|interfaces?|integrations|endpoints|contracts)))?$/,
  security:
    /^(?:security|privacy)(?: (?:considerations|model|design|requirements|measures|and (?:privacy|compliance|security|data protection|access control)))?$/,
  risks:
    /^(?:(?:potential|key|project|technical|main) )*risks?(?: (?:assessment|analysis|management|register|and (?:their )?(?:mitigations?|challenges|mitigation strategies|countermeasures)|mitigation))?$/,
  testing:
    /^(?:(?:unit|quality) )?(?:testing|tests?|assurance|verification|validation)(?: (?:strategy|plan|approach|and (?:verification|validation|qa|quality assurance|quality)))?$/,
  openQuestions:
    /^(?:assumptions and )?(?:(?:open|outstanding|unresolved|remaining) )?(?:questions|issues|points)(?: and (?:assumptions|issues|decisions|next steps))?$/,
}

/** Which part a heading names, if any: numbers, emoji, emphasis, a remark in parentheses or after a colon do not matter. */
export function partOf(title: string): Part | undefined {
  if (title.length > 120) return undefined
  const [whole = '', ...rest] = plainText(title)
    .replace(/\([^()]*\)/g, ' ')
    .split(/[:：]|\s[–—-]\s/)
  // "Part 2: Requirements" has its name behind the colon, "Requirements: what must hold" before it.
  for (const name of [words(whole), words(rest.join(' '))]) {
    const part = PARTS.find((candidate) => NAMES[candidate].test(name))
    if (part) return part
  }
  return undefined
}

/** Lower-case words without numbering; empty where the title has no letters. */
export function words(title: string): string {
  return title
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('&', ' and ')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .replace(/^(?:(?:part|section|chapter|step) (?=\d))?(?:\d+ )+(?=\D)/, '')
    .replace(/^[ivx]{1,4} (?=.)/, '')
}
