import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useAsked } from '../parts/asked';
import { ErrorText, Loading } from '../parts/states';

interface Topic {
  topic: string;
  subscribers: number;
  offset: number;
  publications_per_second: number;
  kept: number;
}

const refreshEvery = 3000;

/** The topics that somebody is on, and how fast they go. */
export function TopicList(): JSX.Element {
  const prefix = useSignal('');
  const { answer, error } = useAsked<{ topics: Topic[]; next_cursor?: string }>(`/topics?limit=100&prefix=${encodeURIComponent(prefix.value)}`, refreshEvery);
  return (
    <section class="card wide" aria-label="Topics">
      <h2>Topics</h2>
      <div class="toolbar">
        <label class="search">
          <span class="hidden">Names that begin with</span>
          <input type="search" placeholder="Names that begin with…" value={prefix.value} onInput={(event) => (prefix.value = event.currentTarget.value)} />
        </label>
      </div>
      <ErrorText text={error?.message} />
      {!answer ? (
        <Loading what="topics" />
      ) : answer.topics.length === 0 ? (
        <p class="empty">Nobody is on {prefix.value ? 'such a topic' : 'any topic'}.</p>
      ) : (
        <div class="scrolling" tabIndex={0} role="region" aria-label="Topics, scrollable">
          <table>
            <thead>
              <tr>
                <th scope="col">Topic</th>
                <th scope="col">Subscribers</th>
                <th scope="col">A second</th>
                <th scope="col">Published</th>
                <th scope="col">Kept</th>
              </tr>
            </thead>
            <tbody>
              {answer.topics.map((topic) => (
                <tr key={topic.topic}>
                  <th scope="row">{topic.topic}</th>
                  <td>{topic.subscribers.toLocaleString()}</td>
                  <td>{topic.publications_per_second.toLocaleString(undefined, { maximumFractionDigits: 2 })}</td>
                  <td>{topic.offset.toLocaleString()}</td>
                  <td>{topic.kept.toLocaleString()}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {answer?.next_cursor && <p class="help">There are more: narrow it by how their names begin.</p>}
    </section>
  );
}
