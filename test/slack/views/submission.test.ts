import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkSubmission, readSubmission } from '#slack/views/submission.ts';

const payload = (values: object, view: object = {}) => ({
  type: 'view_submission',
  user: { id: 'U0ASKER' },
  trigger_id: 'trigger-1',
  view: { id: 'V1', hash: '7.a', callback_id: 'timing', private_metadata: 'C0OPS', state: { values }, ...view },
});
const valuesOf = (values: object) => readSubmission(payload(values))?.values;

describe('a form that was sent off', () => {
  it('is read with what tells it apart from every other', () => {
    expect(readSubmission(payload({}))).toEqual({
      user: 'U0ASKER',
      triggerId: 'trigger-1',
      modal: 'timing',
      once: 'V1:7.a',
      metadata: 'C0OPS',
      values: {},
    });
  });

  it.each([
    [{ type: 'plain_text_input', value: '  two words ' }, 'two words'],
    [{ type: 'number_input', value: '5' }, '5'],
    [{ type: 'static_select', selected_option: { text: { type: 'plain_text', text: 'Lab' }, value: 'lab' } }, 'lab'],
    [{ type: 'radio_buttons', selected_option: { value: '1h' } }, '1h'],
    [{ type: 'conversations_select', selected_conversation: 'C0OPS' }, 'C0OPS'],
    [{ type: 'users_select', selected_user: 'U0LEAD' }, 'U0LEAD'],
    [{ type: 'datetimepicker', selected_date_time: 1_763_047_800 }, '1763047800'],
    [{ type: 'plain_text_input', value: '   ' }, undefined],
    [{ type: 'plain_text_input', value: null }, undefined],
    [{ type: 'static_select', selected_option: null }, undefined],
    [{ type: 'file_input', files: [] }, undefined],
  ])('holds %j as %j', (element, value) => {
    expect(valuesOf({ block: { any: element } })).toEqual({ block: value });
  });

  it('holds nothing for a block without elements', () => {
    expect(valuesOf({ block: {} })).toEqual({ block: undefined });
  });

  it.each([
    ['no payload', undefined],
    ['a closed form', { ...payload({}), type: 'view_closed' }],
    ['a form without a state', payload({}, { state: undefined })],
    ['values that are no values', payload({ block: 'text' })],
    ['an option without a value', payload({ block: { any: { selected_option: {} } } })],
  ])('is not read from %s', (_what, what) => {
    expect(readSubmission(what)).toBeUndefined();
  });

  it('is read or left, whatever comes', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.dictionary(fc.string(), fc.anything())), (values) => {
        const read = readSubmission(payload(values))?.values ?? {};
        for (const value of Object.values(read)) expect(value === undefined || value.trim() === value).toBe(true);
      }),
    );
  });

  it('is judged by the form of its id, from what was filled in alone', () => {
    const mistakes = { channels: 'Too many' };
    const seen: unknown[] = [];
    const modal = {
      id: 'timing',
      check(call: object) {
        seen.push(call);
        return { mistakes };
      },
    };
    const submission = readSubmission(payload({ nfft: { any: { value: '1024' } } }));
    if (submission === undefined) throw new Error('not read');
    expect(checkSubmission([{ ...modal, id: 'snooze' }, modal], submission)).toEqual({ mistakes });
    expect(seen).toEqual([{ user: 'U0ASKER', metadata: 'C0OPS', values: { nfft: '1024' } }]);
  });
});
