import { useEffect, useMemo, useRef, useState } from 'react';
import { Blocks } from './blocks.tsx';
import { Pressing } from './controls.tsx';
import { FillingIn } from './fields.tsx';
import type { Doing } from './message.tsx';
import { send } from './store.ts';
import type { ShownView } from './wire.ts';

interface Shown extends Doing {
  readonly view: ShownView;
}

export function Home({ view, me, does }: Shown) {
  const press = useMemo(
    () => (action: string, option?: string) =>
      does({ act: 'click-home', user: me, action, ...(option !== undefined && { option }) }),
    [does, me],
  );
  return (
    <section className="channel" aria-label="App Home">
      <header>
        <h1>focus · Home</h1>
      </header>
      <div className="messages home" tabIndex={0} role="group" aria-label="App Home">
        <Pressing value={press}>
          <Blocks blocks={view.blocks} />
        </Pressing>
      </div>
    </section>
  );
}

/** A form: it closes when the bot takes what was filled in, or says under each field what is wrong. */
export function Modal({ view, me, does }: Shown) {
  const [values, set] = useState<Readonly<Record<string, string | undefined>>>({});
  const [mistakes, tell] = useState<Readonly<Record<string, string>>>({});
  const [trouble, complain] = useState('');
  const box = useRef<HTMLDivElement>(null);
  const close = () => does({ act: 'close-modal', user: me });
  // biome-ignore lint/correctness/useExhaustiveDependencies: each form takes the focus once
  useEffect(() => box.current?.focus(), [view.id]);
  const filling = useMemo(
    () => ({
      values,
      mistakes,
      fill: (block: string, value: string | undefined) => set((held) => ({ ...held, [block]: value })),
    }),
    [values, mistakes],
  );
  const press = useMemo(
    () => (action: string, option?: string) =>
      does({ act: 'click-modal', user: me, action, ...(option !== undefined && { option }) }),
    [does, me],
  );
  async function submit(): Promise<void> {
    const answer = await send({ act: 'submit', user: me, values });
    complain('error' in answer ? answer.error : '');
    tell('error' in answer ? {} : (answer.mistakes ?? {}));
  }
  return (
    <div className="veil">
      <div
        className="dialog"
        role="dialog"
        aria-modal="true"
        aria-label={view.title ?? 'Form'}
        tabIndex={-1}
        ref={box}
        onKeyDown={({ key }) => key === 'Escape' && close()}
      >
        <header>
          <h2>{view.title}</h2>
          <button type="button" onClick={close} aria-label="Close">
            ✕
          </button>
        </header>
        <div className="inside" tabIndex={0} role="group" aria-label="Contents">
          <FillingIn value={filling}>
            <Pressing value={press}>
              <Blocks blocks={view.blocks} />
            </Pressing>
          </FillingIn>
        </div>
        {trouble !== '' && (
          <p className="mistake" role="alert">
            {trouble}
          </p>
        )}
        <p className="foot">
          <button type="button" onClick={close}>
            {view.close ?? 'Close'}
          </button>
          {view.submit !== undefined && (
            <button type="button" className="primary" onClick={() => void submit()}>
              {view.submit}
            </button>
          )}
        </p>
      </div>
    </div>
  );
}
