import { createContext, useContext, useState } from 'react';
import { type Json, optionsOf, wordsOf } from './json.ts';
import { Link, Text } from './text.tsx';

/** What is pressed or chosen in a block. */
export type Press = (action: string, option?: string) => void;
export const Pressing = createContext<Press>(() => {});

export function Element({ value }: { readonly value: unknown }) {
  const it = value as Json;
  switch (it.type) {
    case 'button':
      return <Button it={it} />;
    case 'static_select':
    case 'overflow':
      return <Select it={it} />;
    default:
      return <span className="context">[{String(it.type)}]</span>;
  }
}

/** What asks back does so in a dialog of its own, which takes the focus, and which Escape closes. */
function Button({ it }: { readonly it: Json }) {
  const press = useContext(Pressing);
  const [isAsking, ask] = useState(false);
  const words = wordsOf(it.text);
  const confirm = it.confirm as Json | undefined;
  const go = () => press(String(it.action_id));
  if (typeof it.url === 'string')
    return (
      <Link url={it.url}>
        <span className="button">{words}</span>
      </Link>
    );
  return (
    <>
      <button
        type="button"
        className={String(it.style ?? '')}
        aria-label={typeof it.accessibility_label === 'string' ? it.accessibility_label : undefined}
        onClick={() => (confirm ? ask(true) : go())}
      >
        {words}
      </button>
      {confirm && isAsking && (
        <dialog
          ref={(it) => {
            if (it && !it.open) it.showModal();
          }}
          role="alertdialog"
          aria-label={wordsOf(confirm.title)}
          className="dialog narrow"
          onClose={() => ask(false)}
          // Escape closes this alone, not the form that it stands in.
          onKeyDown={(event) => event.stopPropagation()}
        >
          <h2>{wordsOf(confirm.title)}</h2>
          <p>
            <Text value={confirm.text} />
          </p>
          <p className="foot">
            <button type="button" onClick={() => ask(false)}>
              {wordsOf(confirm.deny)}
            </button>
            <button
              type="button"
              className={confirm.style === 'danger' ? 'danger' : 'primary'}
              onClick={() => {
                ask(false);
                go();
              }}
            >
              {wordsOf(confirm.confirm)}
            </button>
          </p>
        </dialog>
      )}
    </>
  );
}

function Select({ it }: { readonly it: Json }) {
  const press = useContext(Pressing);
  const initial = (it.initial_option as Json | undefined)?.value;
  const label = wordsOf(it.placeholder) || (it.type === 'overflow' ? '⋯' : 'Choose');
  return (
    <select
      aria-label={label === '⋯' ? 'More actions' : label}
      value={initial === undefined ? '' : String(initial)}
      onChange={({ target }) => press(String(it.action_id), target.value)}
    >
      {initial === undefined && <option value="">{label}</option>}
      {optionsOf(it).map(({ value, words }) => (
        <option key={value} value={value}>
          {words}
        </option>
      ))}
    </select>
  );
}
