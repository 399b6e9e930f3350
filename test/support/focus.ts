import { focus } from '#cli/focus.ts';

/** What `focus …` answers, without a process of its own. */
export async function answerOf(...typed: string[]): Promise<{ out: string; err: string; code: number }> {
  let [out, err] = ['', ''];
  const code = await focus(typed, {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
  });
  return { out, err, code };
}
