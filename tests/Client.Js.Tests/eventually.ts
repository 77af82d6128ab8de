/** How long something may take that goes over a network and a server that others load too. */
const patience = 20_000;
const pause = 10;

/**
 * Waits until something is so.
 * @param what What is waited for: the error says that it did not happen.
 * @param isSo Whether it is so, or a promise of that.
 * @param now What is there instead, for the error.
 */
export async function eventually(what: string, isSo: () => unknown, now: () => unknown = () => undefined): Promise<void> {
  const until = Date.now() + patience;
  while (!(await isSo())) {
    if (Date.now() > until) {
      const instead = now();
      throw new Error(`It did not happen that ${what}${instead === undefined ? '' : `: ${JSON.stringify(instead)}`}`);
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}
