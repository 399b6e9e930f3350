/** Holds up whoever comes while it is shut, and lets them all go once it opens. */
export interface Gate {
  setShut(shut: boolean): void;
  passed(): Promise<void>;
}

export function createGate(): Gate {
  let shut = false;
  const waiting: (() => void)[] = [];
  return {
    setShut(value) {
      shut = value;
      if (!shut) for (const go of waiting.splice(0)) go();
    },
    passed: () => (shut ? new Promise<void>((resolve) => void waiting.push(resolve)) : Promise.resolve()),
  };
}
