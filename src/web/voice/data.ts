import { useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from '../../contract/client.ts';
import type { Translate } from '../../contract/messages/translator.ts';
import type { VoiceRow } from '../../contract/voice/schemas.ts';

/** Which list a voice is read in: what everyone works with, or whistle-blowing. */
export type Door = 'open' | 'sealed';

/** The whole of a voice, behind its door. */
export const useVoice = (id: string, door: Door) =>
  useQuery({
    queryKey: ['voice', door, id],
    queryFn: () =>
      door === 'sealed'
        ? call('voice.report', { params: { id } })
        : call('voice.get', { params: { id } }),
    // Whistle-blowing is not kept on the screen's machine longer than it is looked at.
    ...(door === 'sealed' ? { gcTime: 0 } : {}),
  });

/** Everything shown of voices and visits, and what waits, is asked again. */
export function useReread(): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    await client.invalidateQueries({ queryKey: ['voice'] });
    void client.invalidateQueries({ queryKey: ['visit'] });
    void client.invalidateQueries({ queryKey: ['today'] });
  };
}

/** State of a voice as it is shown: a word with its colour and shape. */
export function stateOf(
  t: Translate,
  v: Pick<VoiceRow, 'state' | 'light'>,
): { kind: 'done' | 'open' | 'later' | 'soon' | 'overdue'; text: string } {
  const text = t(`voice:state-${v.state}`);
  if (v.light === 'overdue') return { kind: 'overdue', text: t('voice:late', { state: text }) };
  if (v.light === 'soon') return { kind: 'soon', text };
  if (v.light === 'waiting') return { kind: 'later', text };
  return { kind: v.light === 'done' ? 'done' : 'open', text };
}

/** Address of a picture of a voice. */
export const pictureAt = (id: string, position: number, door: Door): string =>
  `/api/voices/${door === 'sealed' ? 'reports/' : ''}${id}/pictures/${position}`;
