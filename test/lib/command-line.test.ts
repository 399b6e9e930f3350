import { Command, InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { describe, expect, it } from 'vitest';
import { runCommandLine, type Terminal } from '#lib/command-line.ts';

const readSize = (typed: string): number => {
  if (Number(typed) > 0) return Number(typed);
  throw new InvalidArgumentError('A number above 0 is expected.');
};

function kitchen({ out, end }: Terminal) {
  const bake = new Command('bake')
    .description('Bakes one.')
    .argument('<cake>')
    .option('--quick', 'at once')
    .addOption(new Option('--size <cm>', 'how large').argParser(readSize))
    .action(async (cake, { size }) => {
      if (cake === 'burnt') throw new Error('the oven is out');
      out(`${cake} of ${size} cm\n`);
      end(size === 7 ? 5 : 0);
    });
  return new Command('kitchen').version('1.2.3', '--version').addCommand(bake);
}

async function type(...typed: string[]) {
  let [out, err] = ['', ''];
  const code = await runCommandLine(kitchen, typed, {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    mistake: 9,
  });
  return { out, err, code };
}

describe('a command line', () => {
  it('does what is typed, and has the exit code that the command ends with', async () => {
    expect(await type('bake', 'cake', '--size', '8')).toEqual({ out: 'cake of 8 cm\n', err: '', code: 0 });
    expect(await type('bake', '--size=7', 'cake')).toMatchObject({ code: 5 });
  });

  it('shows its help, that of a command, and its version, which are no mistakes', async () => {
    expect(await type('--version')).toEqual({ out: '1.2.3\n', err: '', code: 0 });
    for (const typed of [['--help'], ['-h'], ['help']])
      expect(await type(...typed)).toMatchObject({ out: expect.stringContaining('bake [options]'), err: '', code: 0 });
    for (const typed of [
      ['bake', '--help'],
      ['help', 'bake'],
    ])
      expect(await type(...typed)).toMatchObject({ out: expect.stringContaining('--size <cm>'), err: '', code: 0 });
  });

  it('shows its help as a mistake where nothing is typed', async () => {
    expect(await type()).toMatchObject({ out: '', err: expect.stringContaining('Commands:\n  bake'), code: 9 });
  });

  it.each([
    [['bkae', 'cake'], 'there is no command "bkae"; did you mean bake? There are bake, help'],
    [['dig'], 'there is no command "dig". There are bake, help'],
    [
      ['bake', '--qiuck'],
      'there is no option "--qiuck"; did you mean --quick? There are --quick, --size, --help, --version',
    ],
    [['bake', '--quick=yes'], 'there is no option "--quick=yes"; did you mean --quick? There are'],
    [['--quick'], 'there is no option "--quick". There are --version, --help'],
    [['bake', 'a\nb', '-x'], 'there is no option "-x". There are --quick'],
    [
      ['bake', '--size', 'big', 'cake'],
      "option '--size <cm>' argument 'big' is invalid. A number above 0 is expected.",
    ],
    [['bake', 'cake', '--size'], "option '--size <cm>' argument missing"],
    [['bake'], "missing required argument 'cake'"],
    [['bake', 'a', 'b'], "too many arguments for 'bake'. Expected 1 argument but got 2: a, b."],
    [['\u001b[31m\n'], 'there is no command " ". There are bake, help'],
  ])('says on one line what is wrong with %j', async (typed, line) => {
    const { out, err, code } = await type(...typed);
    expect(err).toMatch(/^[^\n\u001b]+\n$/);
    expect(err).toContain(line);
    expect({ out, code }).toEqual({ out: '', code: 9 });
  });

  it('leaves what a command throws to its caller', async () => {
    await expect(type('bake', 'burnt')).rejects.toThrow('the oven is out');
  });
});
