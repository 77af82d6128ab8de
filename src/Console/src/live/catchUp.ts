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
/** How long answers that nobody counts on are gathered before they are told, in milliseconds. */
const gatherFor = 700;
/** How long the answers about topics that were there before the cut are waited for, in milliseconds. */
const waitFor = 10_000;

/** Tells people, once for all topics, what a cut has cost them. */
export function tellOfCatchingUp(of: WebSocketClient): void {
  let wasCut = false;
  /** The topics whose answers are still to come. */
  let awaited: string[] = [];
  let catchUp: CatchUp | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  of.on('reconnecting', () => {
    wasCut = true;
    awaited = of.topics.filter((topic) => topic !== everybody && of.positionOf(topic));
  });

  const tell = () => {
    const { lost, isUnknown } = catchUp!;
    if (wasCut || lost > 0) {
      toast(catchUpText(catchUp!), lost > 0 || isUnknown ? 'warning' : 'good');
    }
    wasCut = false;
    catchUp = undefined;
  };

  const gather = (topic: string, recovered: number, lost: number | undefined) => {
    if (topic === everybody) {
      return;
    }
    const all = catchUp ?? { recovered: 0, lost: 0, isUnknown: false };
    catchUp = { recovered: all.recovered + recovered, lost: all.lost + (lost ?? 0), isUnknown: all.isUnknown || lost === undefined };
    awaited = awaited.filter((other) => other !== topic && of.topics.includes(other));
    clearTimeout(timer);
    timer = setTimeout(tell, awaited.length > 0 ? waitFor : gatherFor);
  };
  of.on('recovered', ({ topic, missed }) => gather(topic, missed, 0));
  of.on('gap', ({ topic, missed }) => gather(topic, 0, missed));
}

/** What was caught up with, for people. */
export function catchUpText({ recovered, lost, isUnknown }: CatchUp): string {
  const came = recovered > 0 ? `${count(recovered, 'missed message has', 'missed messages have')} come after all` : '';
  const gone = lost > 0 ? `${count(lost, 'message is', 'messages are')} kept no longer` : isUnknown ? 'some of the history is kept no longer' : '';
  const parts = [came, gone].filter(Boolean).join('; ');
  const text = parts ? parts.charAt(0).toUpperCase() + parts.slice(1) : 'Nothing was missed';
  return `Live again. ${text}.${gone ? ' What you see is current.' : ''}`;
}
