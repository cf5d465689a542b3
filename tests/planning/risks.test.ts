import { describe, expect, test } from 'bun:test'
import { parseDesign } from '../../src/planning/design.ts'

const read = (text: string) => parseDesign(`## Risks\n\n${text}\n\n## Testing\n\nBy ear.\n`).risks

const FULL = { risk: 'Power cut', likelihood: 'Low', impact: 'High', mitigation: 'A battery' }
const SHORT = { risk: 'Power cut', mitigation: 'A battery' }

describe('risks in the shapes that models write', () => {
  const SHAPES: [name: string, markdown: string, read: object[]][] = [
    [
      'the table that was asked for',
      '| Risk | Likelihood | Impact | Mitigation |\n|-|-|-|-|\n| Power cut | Low | High | A battery |',
      [FULL],
    ],
    [
      'columns in another order, with numbers',
      '| # | Mitigation strategy | Severity | Probability | Risk |\n|-|-|-|-|-|\n| 1 | A battery | High | Low | Power cut |',
      [FULL],
    ],
    ['unknown columns', '| A | B | C | D |\n|-|-|-|-|\n| Power cut | Low | High | A battery |', [FULL]],
    ['two columns', '| Challenge | Response |\n|-|-|\n| Power cut | A battery |', [SHORT]],
    [
      'labels in a line',
      '- **Power cut** (Likelihood: Low, Impact: High). **Mitigation:** A battery',
      [FULL],
    ],
    ['labels on both', '- **Risk**: Power cut\n  **Mitigation**: A battery', [SHORT]],
    [
      'nested labels',
      '1. **Power cut**\n   - **Likelihood**: Low\n   - **Impact**: High\n   - **Mitigation**: A battery',
      [FULL],
    ],
    [
      'headings with labels',
      '### Risk 1: Power cut\n\n- Likelihood: Low\n- Impact: High\n- Mitigation: A battery',
      [FULL],
    ],
    [
      'heading with bold lines',
      '### Power cut\n\n**Likelihood:** Low\n**Impact:** High\n**Mitigation:** A battery',
      [FULL],
    ],
    ['an arrow', '- Power cut → A battery', [SHORT]],
    ['German', '- Power cut. Gegenmaßnahme: A battery', [{ ...SHORT, risk: 'Power cut.' }]],
    ['a name in bold and what is done', '- **Power cut**: A battery', [SHORT]],
    ['a name and what is done', '- Power cut: A battery', [SHORT]],
    ['a name and what is done, in Chinese', '- 停电：备用电池', [{ risk: '停电', mitigation: '备用电池' }]],
    ['French', '- **Risque :** Power cut\n  **Atténuation :** A battery', [SHORT]],
    ['Chinese', '- **风险**：Power cut\n  **缓解**：A battery', [SHORT]],
    ['Russian', '- Риск: Power cut\n  Меры: A battery', [SHORT]],
    ['Portuguese, a table', '| Risco | Mitigação |\n|-|-|\n| Power cut | A battery |', [SHORT]],
    ['a label and no mitigation', '- Risk 1: Power cut', [{ risk: 'Power cut' }]],
    ['a reason and no mitigation', '- Power cut because of wind', [{ risk: 'Power cut because of wind' }]],
    ['no mitigation', '- Power cut', [{ risk: 'Power cut' }]],
  ]
  for (const [name, markdown, expected] of SHAPES)
    test(name, () => expect(read(markdown)).toEqual(expected as never))
})

test('risks that nothing is planned against are named', () => {
  const { missing } = parseDesign('## Risks\n\n- Power cut → A battery\n- Flood\n')
  const found = missing.filter(({ code }) => code.startsWith('risks'))
  expect(found).toEqual([{ code: 'risks:mitigations', message: 'Nothing is planned against “Flood”.' }])
})
