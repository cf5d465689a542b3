import { type Fault, inBrief, type Rule } from '../rule.ts'
import { faultOf, quote } from '../said.ts'

export const raggedRow: Rule = {
  id: 'ragged-row',
  severity: 'warning',
  reason: 'Cells beyond the last column are not shown: what they say is lost.',
  good: inBrief('| Book | Due |\n| --- | --- |\n| Emma | Monday |'),
  bad: inBrief('| Book | Due |\n| --- | --- |\n| Emma | Monday | Anna |'),
  *block({ statements }): Generator<Fault> {
    for (const statement of statements) {
      const { kind, cells, columns } = statement
      if (kind === 'row' && columns.length > 1 && cells.length > columns.length)
        yield faultOf(
          statement,
          `This row has ${cells.length} cells in a table of ${columns.length} columns: ${quote(statement.text)}.`,
          'Write a bar inside a cell as \\|, or add the column.',
        )
    }
  },
}
