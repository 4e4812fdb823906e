import { ln } from '../engine/kernels/math.ts';
import { featuresOf, matterVectors, type Vector } from './matter.ts';
import { groupsOf, likePairs } from './similar.ts';
import type { Written } from './topic.ts';

/** How close texts have to be. */
export interface Clustering {
  /** Cosine from which a text joins a group; lower makes fewer and wider ones. */
  readonly join?: number;
  /** Cosine from which two groups are one. */
  readonly merge?: number;
  /** Groups of fewer texts are not given. */
  readonly least?: number;
  /** Days without a word after which the same matter is a new group. */
  readonly gap?: number;
}

/** A text with its day, counted from any day. */
export interface Dated extends Written {
  readonly day: number;
}

/** Texts about one matter at one place. */
export interface Cluster {
  /** Positions in the list given, ascending. */
  readonly members: readonly number[];
  /** For each member the first text of the list that says the same: its own position where it is new. */
  readonly first: readonly number[];
  /** The member nearest the middle of the group: its title says best what it is about. */
  readonly typical: number;
  /** Mean cosine of the members with the middle. */
  readonly closeness: number;
  /** Places that at least a third of the members name, the most frequent first. */
  readonly places: readonly { readonly name: string; readonly texts: number }[];
}

const PASSES = 3;
/** Texts alike by so much say the same. */
const SAME = 0.7;

/**
 * The sum of the vectors of each group by feature, so that a text finds all groups it shares
 * anything with in one walk over its own features.
 */
class Middles {
  /** For each feature, made when it is first met: groups that hold it, and by how much. */
  readonly #groups: number[][] = [];
  readonly #sums: number[][] = [];
  readonly #square: number[] = [];
  readonly size: number[] = [];

  open(): number {
    this.size.push(0);
    this.#square.push(0);
    return this.size.length - 1;
  }

  change(group: number, { column, value }: Vector, sign: 1 | -1): void {
    for (let e = 0; e < column.length; e++) {
      this.#groups[column[e]!] ??= [];
      this.#sums[column[e]!] ??= [];
      const groups = this.#groups[column[e]!]!;
      const sums = this.#sums[column[e]!]!;
      let at = groups.indexOf(group);
      if (at < 0) at = groups.length;
      const before = sums[at] ?? 0;
      const after = before + sign * value[e]!;
      this.#square[group]! += after * after - before * before;
      groups[at] = group;
      sums[at] = after;
      if (Math.abs(after) >= 1e-9) continue;
      groups[at] = groups.at(-1)!;
      sums[at] = sums.at(-1)!;
      groups.pop();
      sums.pop();
    }
    this.size[group]! += sign;
  }

  /** Cosine of a vector with the middle of every group that it shares a feature with. */
  cosines({ column, value }: Vector): Map<number, number> {
    const dots = new Map<number, number>();
    for (let e = 0; e < column.length; e++) {
      const groups = this.#groups[column[e]!];
      if (!groups) continue;
      const sums = this.#sums[column[e]!]!;
      for (let k = 0; k < groups.length; k++)
        dots.set(groups[k]!, (dots.get(groups[k]!) ?? 0) + sums[k]! * value[e]!);
    }
    for (const [group, dot] of dots)
      dots.set(group, this.size[group]! > 0 ? dot / Math.sqrt(this.#square[group]!) : 0);
    return dots;
  }
}

function best(cosines: ReadonlyMap<number, number>, least: number): number {
  let found = -1;
  let most = least;
  for (const [group, cosine] of cosines)
    if (cosine > most || (cosine === most && (found < 0 || group < found))) {
      found = group;
      most = cosine;
    }
  return found;
}

/**
 * Groups texts by matter and place: tf-idf of runs of two and three characters (those of the title
 * thrice) and of the places they name, each text with the nearest middle, then passes in which
 * every text may change its mind, then groups that say the same are one; a silence of `gap`
 * days parts what came back. The same texts in the same order give the same groups.
 */
export function clustersOf(texts: readonly Dated[], clustering: Clustering = {}): Cluster[] {
  const { join = 0.22, merge = 0.5, least = 5, gap = 180 } = clustering;
  // One text sent ten times is one text here, or its copies would hold together and nothing else.
  const pairs = likePairs(
    texts.map((t) => t.text),
    SAME,
  );
  const first = groupsOf(texts.length, pairs);
  const said = [...texts.keys()].filter((i) => first[i] === i);
  const features = said.map((i) => featuresOf(texts[i]!));
  const vectors = matterVectors(features);
  const order = [...said.keys()].sort(
    (a, b) => texts[said[a]!]!.day - texts[said[b]!]!.day || a - b,
  );
  const group = assign(vectors, order, join);
  mergeGroups(vectors, group, merge);
  const place = new Map(said.map((i, r) => [i, r]));
  const days = [...texts.keys()].sort((a, b) => texts[a]!.day - texts[b]!.day || a - b);
  const members = new Map<number, number[]>();
  for (const i of days) {
    const r = place.get(first[i]!)!;
    // What shares nothing with any other text is a group with its copies alone.
    const key = group[r]! < 0 ? -2 - r : group[r]!;
    const of = members.get(key);
    if (of) of.push(i);
    else members.set(key, [i]);
  }
  const positions = (of: readonly number[]): number[] => [
    ...new Set(of.map((i) => place.get(first[i]!)!)),
  ];
  const described = (of: readonly number[]): Cluster => {
    const { typical, ...rest } = describe(positions(of), vectors, features);
    const sorted = [...of].sort((a, b) => a - b);
    const own = sorted.find((i) => first[i] === said[typical])!;
    return { ...rest, members: sorted, first: sorted.map((i) => first[i]!), typical: own };
  };
  return [...members.values()]
    .flatMap((of) => partedBySilence(of, texts, gap))
    .filter((of) => of.length >= least && agrees(positions(of), vectors))
    .map(described)
    .sort((a, b) => b.members.length - a.members.length || a.members[0]! - b.members[0]!);
}

function assign(vectors: readonly Vector[], order: readonly number[], join: number): Int32Array {
  const middles = new Middles();
  const group = new Int32Array(vectors.length).fill(-1);
  for (let pass = 0; pass < PASSES; pass++) {
    for (const i of order) {
      const vector = vectors[i]!;
      if (vector.column.length === 0) continue;
      const before = group[i]!;
      if (before >= 0) middles.change(before, vector, -1);
      let to = best(middles.cosines(vector), join);
      if (to < 0) to = before >= 0 && middles.size[before] === 0 ? before : middles.open();
      middles.change(to, vector, 1);
      group[i] = to;
    }
  }
  return group;
}

/** Brings groups together whose middles are close, the smaller into the larger. */
function mergeGroups(vectors: readonly Vector[], group: Int32Array, least: number): void {
  const members = new Map<number, number[]>();
  group.forEach((g, i) => {
    if (g < 0) return;
    const of = members.get(g);
    if (of) of.push(i);
    else members.set(g, [i]);
  });
  const order = [...members.keys()].sort(
    (a, b) => members.get(b)!.length - members.get(a)!.length || a - b,
  );
  const middles = new Middles();
  const into = new Map<number, number>();
  const held = new Map<number, number>();
  for (const g of order) {
    const middle = middleOf(vectors, members.get(g)!);
    const near = best(middles.cosines(middle), least);
    if (near >= 0) {
      into.set(g, held.get(near)!);
      continue;
    }
    const opened = middles.open();
    middles.change(opened, middle, 1);
    held.set(opened, g);
  }
  group.forEach((g, i) => {
    group[i] = into.get(g) ?? g;
  });
}

function middleOf(vectors: readonly Vector[], members: readonly number[]): Vector {
  const sum = new Map<number, number>();
  for (const i of members) {
    const { column, value } = vectors[i]!;
    for (let e = 0; e < column.length; e++)
      sum.set(column[e]!, (sum.get(column[e]!) ?? 0) + value[e]!);
  }
  let square = 0;
  for (const v of sum.values()) square += v * v;
  const columns = [...sum.keys()].sort((a, b) => a - b);
  return {
    column: Int32Array.from(columns),
    value: Float32Array.from(columns, (c) => sum.get(c)! / Math.sqrt(square || 1)),
  };
}

/** One matter has something that half of those who write of it say: a place, or a run of characters. */
function agrees(members: readonly number[], vectors: readonly Vector[]): boolean {
  if (members.length === 1) return true;
  const times = new Map<number, number>();
  for (const i of members)
    for (const c of vectors[i]!.column) times.set(c, (times.get(c) ?? 0) + 1);
  return [...times.values()].some((n) => 2 * n >= members.length);
}

function partedBySilence(
  members: readonly number[],
  texts: readonly Dated[],
  gap: number,
): number[][] {
  const parts: number[][] = [];
  for (const i of members) {
    const open = parts.at(-1);
    if (open && texts[i]!.day - texts[open.at(-1)!]!.day <= gap) open.push(i);
    else parts.push([i]);
  }
  return parts;
}

function describe(
  members: readonly number[],
  vectors: readonly Vector[],
  features: readonly { readonly places: readonly string[] }[],
): Pick<Cluster, 'typical' | 'closeness' | 'places'> {
  const middle = middleOf(vectors, members);
  const weight = new Map(Array.from(middle.column, (c, e) => [c, middle.value[e]!]));
  let closeness = 0;
  let typical = members[0]!;
  let most = Number.NEGATIVE_INFINITY;
  for (const i of members) {
    const { column, value } = vectors[i]!;
    let cosine = 0;
    for (let e = 0; e < column.length; e++) cosine += (weight.get(column[e]!) ?? 0) * value[e]!;
    closeness += cosine / members.length;
    if (cosine > most) {
      most = cosine;
      typical = i;
    }
  }
  const named = new Map<string, number>();
  for (const i of members)
    for (const name of features[i]!.places) named.set(name, (named.get(name) ?? 0) + 1);
  const places = [...named]
    .map(([name, texts]) => ({ name, texts }))
    .filter((p) => p.texts * 3 >= members.length)
    .sort((a, b) => b.texts - a.texts || (a.name < b.name ? -1 : 1));
  return { typical, closeness, places };
}

/** What a group weighs, part by part. */
export interface Heat {
  readonly texts: number;
  readonly people: number;
  readonly likes: number;
  /** Texts that repeat another of the group, or come again from one person. */
  readonly repeats: number;
  /** Most texts within thirty days. */
  readonly peak: number;
  readonly heat: number;
}

const WINDOW = 30;

/**
 * How hot a matter is: people who speak count most, then how fast they came; likes and repeats
 * by their logarithm, for one crowd or one persistent writer must not outweigh many who wrote.
 */
export function heatOfGroup(
  members: readonly {
    readonly day: number;
    readonly person: string;
    readonly likes: number;
    readonly repeat: boolean;
  }[],
): Heat {
  const people = new Set(members.map((m) => m.person)).size;
  const likes = members.reduce((s, m) => s + m.likes, 0);
  const repeats = members.filter((m) => m.repeat).length;
  const days = members.map((m) => m.day).sort((a, b) => a - b);
  let peak = 0;
  for (let from = 0, to = 0; to < days.length; to++) {
    while (days[to]! - days[from]! >= WINDOW) from++;
    peak = Math.max(peak, to - from + 1);
  }
  const heat = people + peak + 2 * ln(1 + likes) + ln(1 + repeats);
  return { texts: members.length, people, likes, repeats, peak, heat };
}
