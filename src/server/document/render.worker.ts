import {
  type Paper,
  paperPdf,
  paperPicture,
  paperWord,
  type Slips,
  slipsPdf,
} from '../../office/paper/paper.ts';

/** A paper to be set, and as what. */
export type ToSet =
  | { readonly paper: Paper; readonly as: 'word' | 'pdf' | 'picture' }
  | { readonly paper: Slips; readonly as: 'slips' };

export type RenderJob = ToSet & { readonly id: number; readonly fontFolders: readonly string[] };
export type RenderAnswer =
  /** `held`: bytes this process keeps after it. */
  | { readonly id: number; readonly bytes: Uint8Array; readonly held: number }
  | { readonly id: number; readonly error: string };

/** Dots across a page of a picture: reads well on a wide screen. */
const PICTURE_WIDTH = 1000;

async function set(job: RenderJob): Promise<Uint8Array> {
  switch (job.as) {
    case 'word':
      return paperWord(job.paper);
    case 'pdf':
      return paperPdf(job.paper, job.fontFolders);
    case 'picture':
      return paperPicture(job.paper, PICTURE_WIDTH, job.fontFolders);
    case 'slips':
      return slipsPdf(job.paper, job.fontFolders);
  }
}

process.on('message', (job: RenderJob) => {
  const say = (answer: RenderAnswer): void => void process.send!(answer);
  set(job).then(
    (bytes) => say({ id: job.id, bytes, held: process.memoryUsage.rss() }),
    (error: Error) => say({ id: job.id, error: error.message }),
  );
});
