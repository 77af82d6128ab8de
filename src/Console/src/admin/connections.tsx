import type { JSX } from 'preact';
import { client } from '../live/connection';
import { rest } from '../live/rest';
import { useAsked } from '../parts/asked';
import { ErrorText, Loading } from '../parts/states';
import { count } from '../parts/text';
import { toast } from '../shell/toasts';

interface Members {
  connections: number;
  users: number;
  members: { client_id: string; user_id: string | null; gateway: string }[];
  truncated?: boolean;
}

const refreshEvery = 3000;

/** Who is connected; an administrator may end a connection. Everybody is on the topic `$all`. */
export function Connections(): JSX.Element {
  const { answer, error, again } = useAsked<Members>('/topics/$all/presence?limit=1000', refreshEvery);
  const disconnect = async (id: string) => {
    if (id === client.value.clientId && !confirm('Disconnect this page? It does not come back by itself.')) {
      return;
    }
    try {
      await rest('DELETE', `/ws/connections/${encodeURIComponent(id)}`);
      toast(`${id} has been disconnected, and is told not to come back by itself.`);
    } catch (failed) {
      toast((failed as Error).message, 'bad');
    }
    again();
  };
  return (
    <section class="card wide" aria-label="Connections">
      <h2>Connections</h2>
      <ErrorText text={error?.message} />
      {!answer ? (
        <Loading what="connections" />
      ) : (
        <>
          <p class="help">
            {count(answer.connections, 'connection')} of {count(answer.users, 'user')} with a token
            {answer.truncated ? `; the first ${answer.members.length} are listed` : ''}.
          </p>
          <div class="scrolling" tabIndex={0} role="region" aria-label="Connections, scrollable">
            <table>
              <thead>
                <tr>
                  <th scope="col">Client</th>
                  <th scope="col">User</th>
                  <th scope="col">Host</th>
                  <th scope="col">
                    <span class="hidden">Disconnect</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {answer.members.map((member) => (
                  <tr key={member.client_id}>
                    <th scope="row">
                      {member.client_id}
                      {member.client_id === client.value.clientId && <span class="label plain">this page</span>}
                    </th>
                    <td>{member.user_id ?? 'anonymous'}</td>
                    <td>{member.gateway}</td>
                    <td>
                      <button type="button" class="danger" onClick={() => void disconnect(member.client_id)} aria-label={`Disconnect ${member.client_id}`}>
                        Disconnect
                      </button>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </section>
  );
}
