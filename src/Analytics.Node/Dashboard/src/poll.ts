import { useEffect, useState } from "preact/hooks";

export interface Polled<T> {
  answer: T | null;
  fault: string | null;
}

const pause = 2_000;

/** A question asked again some time after each answer, so that a slow one neither piles up nor holds others back. Null until its first answer, and again when what it depends on changes. */
export function usePoll<T>(ask: () => Promise<T>, dependsOn: unknown[], when = true): Polled<T> {
  const [polled, setPolled] = useState<Polled<T>>({ answer: null, fault: null });
  useEffect(() => {
    setPolled({ answer: null, fault: null });
    if (!when) return;
    let gone = false;
    let timer = 0;
    const once = async () => {
      try {
        const answer = await ask();
        if (!gone) setPolled({ answer, fault: null });
      } catch (error) {
        if (!gone) setPolled((last) => ({ answer: last.answer, fault: (error as Error).message }));
      }
      if (!gone) timer = window.setTimeout(once, pause);
    };
    void once();
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [when, ...dependsOn]);
  return polled;
}
