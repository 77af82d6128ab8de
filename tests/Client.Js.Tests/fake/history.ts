import type { Gap, Message, Position, Recovered } from '@androidzen/client';

type Entry = { kind: 'publication'; message: Message } | { kind: 'gap'; gap: Gap } | { kind: 'recovered'; recovered: Recovered };

const same = (a: Position, b: Position): boolean => a.epoch === b.epoch && a.offset === b.offset;

/** Checks what a handler on a topic is told: that it accounts for everything from where it began. */
export class History {
  #position: Position | undefined;
  readonly #entries: string[] = [];
  gaps = 0;
  publications = 0;

  constructor(private readonly topic: string) {}

  get isBegun(): boolean {
    return this.#position !== undefined;
  }

  begin(position: Position): void {
    this.#position = position;
    this.#entries.push(`begins at ${text(position)}`);
  }

  add(entry: Entry): void {
    const at = this.#position;
    if (!at) {
      return;
    }
    if (entry.kind === 'publication') {
      this.#publication(at, entry.message);
    } else if (entry.kind === 'gap') {
      this.#gap(at, entry.gap);
    } else {
      this.#recovered(at, entry.recovered);
    }
  }

  #publication(at: Position, { epoch, offset, skipped = 0, snapshot, data }: Message): void {
    const isState = (data as unknown as { isState: boolean }).isState;
    this.#check(isState === (snapshot !== undefined), `${epoch}:${offset} is ${isState ? '' : 'not '}of a snapshot`);
    if (!isState) {
      this.#check(epoch === at.epoch && offset === at.offset + 1 + skipped, `${epoch}:${offset}, skipped ${skipped}, is told behind ${text(at)}`);
      this.#move({ epoch: epoch!, offset: offset! }, 'publication');
      this.publications++;
    }
  }

  #gap(at: Position, { from, position, missed }: Gap): void {
    this.#check(same(from, at), `a gap from ${text(from)} is told behind ${text(at)}`);
    const expected = position.epoch === at.epoch ? position.offset - at.offset : undefined;
    this.#check(missed === expected, `a gap from ${text(from)} to ${text(position)} is said to be of ${missed}`);
    this.gaps++;
    this.#move(position, 'gap');
  }

  #recovered(at: Position, { position, missed }: Recovered): void {
    const isNewLife = position.epoch !== at.epoch && at.offset === 0 && position.offset === 0 && missed === 0;
    this.#check(same(position, at) || isNewLife, `what follows ${text(position)} is said to be recovered behind ${text(at)}`);
    this.#check(missed >= 0, `${missed} are said to be recovered`);
    this.#move(position, 'recovered');
  }

  /** @throws Error It is not there: something is missing at the end. */
  end(position: Position): void {
    this.#check(!this.#position || same(this.#position, position), `${text(position)} was never told of`);
  }

  #move(position: Position, kind: string): void {
    this.#position = position;
    this.#entries.push(`${kind} ${text(position)}`);
  }

  #check(isRight: boolean, problem: string): void {
    if (!isRight) {
      throw new Error(`On ${this.topic}, ${problem}; before: ${this.#entries.slice(-6).join(', ')}`);
    }
  }
}

const text = ({ epoch, offset }: Position): string => `${epoch}:${offset}`;
