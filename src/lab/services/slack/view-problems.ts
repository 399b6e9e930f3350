import { viewShape } from './block-kit/view.ts';
import { describeIssue, findClashes } from './blocks.ts';
import { Refusal, refusalBecause } from './refusal.ts';
import type { View } from './views.ts';

/** Source: the error view_too_large of views.open. */
const BYTES = 250_000;

/**
 * What Slack would find wrong with a form or an App Home, in the words of its `response_metadata.messages`:
 * `missing required field: title [json-pointer:/view/title]`. Empty when it would take it.
 */
export function findViewProblems(view: unknown): string[] {
  const outcome = viewShape.safeParse(view, { reportInput: true });
  const problems = outcome.success ? [] : outcome.error.issues.map((issue) => describeIssue(issue, '/view'));
  const blocks = typeof view === 'object' && view !== null && 'blocks' in view ? view.blocks : [];
  return Array.isArray(blocks)
    ? [...problems, ...findClashes(blocks, '/view/blocks'), ...findFocusClash(blocks)]
    : problems;
}

/** A view as it came, judged as Slack judges it. */
export function readView(view: unknown, type: View['type']): View {
  const outcome = viewShape.safeParse(view);
  const problems = findViewProblems(view);
  if (!outcome.success || problems.length > 0) throw refusalBecause('invalid_arguments', problems);
  if (outcome.data.type !== type)
    throw refusalBecause('invalid_arguments', [`must be of type ${type} [json-pointer:/view/type]`]);
  if (Buffer.byteLength(JSON.stringify(view)) > BYTES) throw new Refusal('view_too_large');
  return outcome.data;
}

function findFocusClash(blocks: readonly unknown[]): string[] {
  const focused = JSON.stringify(blocks).split('"focus_on_load":true').length - 1;
  return focused > 1 ? ['only one element may have focus_on_load [json-pointer:/view/blocks]'] : [];
}
