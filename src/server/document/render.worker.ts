import { type Paper, paperPdf, paperPicture, paperWord } from '../../office/paper/paper.ts';

/** A paper to be set, and as what. */
export interface RenderJob {
  readonly id: number;
  readonly paper: Paper;
  readonly as: 'word' | 'pdf' | 'picture';
  readonly fontFolders: readonly string[];
}
export type RenderAnswer =
  | { readonly id: number; readonly bytes: Uint8Array }
  | { readonly id: number; readonly error: string };

/** Dots across a page of a picture: reads well on a wide screen. */
const PICTURE_WIDTH = 1000;

async function set({ paper, as, fontFolders }: RenderJob): Promise<Uint8Array> {
  if (as === 'word') return paperWord(paper);
  return as === 'pdf'
    ? paperPdf(paper, fontFolders)
    : paperPicture(paper, PICTURE_WIDTH, fontFolders);
}

process.on('message', (job: RenderJob) => {
  const say = (answer: RenderAnswer): void => void process.send!(answer);
  set(job).then(
    (bytes) => say({ id: job.id, bytes }),
    (error: Error) => say({ id: job.id, error: error.message }),
  );
});
