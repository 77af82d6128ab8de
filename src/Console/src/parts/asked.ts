import { useEffect, useState } from 'preact/hooks';
import { rest } from '../live/rest';

/** What a request has come to so far. */
export interface Asked<Answer> {
  answer?: Answer;
  error?: Error;
  /** Asks again; what was answered stays until then. */
  again(): void;
}

/**
 * The answer of a GET, asked for anew whenever the path changes, and every so often.
 * @param every In milliseconds.
 */
export function useAsked<Answer>(path: string, every: number): Asked<Answer> {
  const [result, setResult] = useState<{ answer?: Answer; error?: Error }>({});
  const [round, setRound] = useState(0);
  useEffect(() => {
    const over = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async () => {
      try {
        const answer = await rest<Answer>('GET', path, undefined, over.signal);
        setResult({ answer });
      } catch (error) {
        if (!over.signal.aborted) {
          setResult((before) => ({ ...before, error: error as Error }));
        }
      }
      if (!over.signal.aborted) {
        timer = setTimeout(() => void ask(), every);
      }
    };
    void ask();
    return () => {
      over.abort();
      clearTimeout(timer);
    };
  }, [path, every, round]);
  return { ...result, again: () => setRound((n) => n + 1) };
}
