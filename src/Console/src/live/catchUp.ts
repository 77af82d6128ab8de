import type { WebSocketClient } from '@androidzen/client';
import { count } from '../parts/text';
import { toast } from '../shell/toasts';

/** What was caught up with after the last cut, as people are told it. */
export interface CatchUp {
  recovered: number;
  lost: number;
  isUnknown: boolean;
}

/** What is broadcast to every connection; nothing of it is on these pages, and it begins anew with each server. */
const everybody = '$all';
/** How long it must be quiet before it is told, in milliseconds. */
const quietFor = 700;

/** Tells people, once for all topics, what a cut has cost them. */
export function tellOfCatchingUp(of: WebSocketClient): void {
  let wasCut = false;
  /** The topics that were there before the cut, and whose answers are still to come. */
  let awaited: string[] = [];
  let catchUp: CatchUp | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const tell = () => {
    awaited = awaited.filter((topic) => of.topics.includes(topic));
    if (awaited.length > 0) {
      tellSoon();
      return;
    }
    const { lost, isUnknown } = catchUp!;
    if (wasCut || lost > 0) {
      toast(catchUpText(catchUp!), lost > 0 || isUnknown ? 'warning' : 'good');
    }
    wasCut = false;
    catchUp = undefined;
  };

  const tellSoon = () => {
    clearTimeout(timer);
    timer = catchUp && setTimeout(tell, quietFor);
  };

  const gather = (topic: string, recovered: number, lost: number | undefined) => {
    if (topic !== everybody) {
      const all = catchUp ?? { recovered: 0, lost: 0, isUnknown: false };
      catchUp = { recovered: all.recovered + recovered, lost: all.lost + (lost ?? 0), isUnknown: all.isUnknown || lost === undefined };
      tellSoon();
    }
  };

  const answered = (topic: string) => {
    awaited = awaited.filter((other) => other !== topic);
    tellSoon();
  };

  of.on('stateChange', ({ state }) => {
    clearTimeout(timer); // Without a connection there is nothing to tell.
    if (state === 'RECONNECTING') {
      wasCut = true;
      awaited = of.topics.filter((topic) => topic !== everybody && of.positionOf(topic));
    } else if (state === 'OPEN') {
      tellSoon();
    }
  });
  of.on('recovered', ({ topic, missed }) => gather(topic, missed, 0));
  of.on('gap', ({ topic, missed }) => gather(topic, 0, missed));
  of.on('subscription', ({ topic }) => answered(topic));
  of.on('rejected', ({ topic }) => answered(topic));
}

/** What was caught up with, for people. */
export function catchUpText({ recovered, lost, isUnknown }: CatchUp): string {
  const came = recovered > 0 ? `${count(recovered, 'missed message has', 'missed messages have')} come after all` : '';
  const gone = lost > 0 ? `${count(lost, 'message is', 'messages are')} kept no longer` : isUnknown ? 'some of the history is kept no longer' : '';
  const parts = [came, gone].filter(Boolean).join('; ');
  const text = parts ? parts.charAt(0).toUpperCase() + parts.slice(1) : 'Nothing was missed';
  return `Live again. ${text}.${gone ? ' What you see is current.' : ''}`;
}
