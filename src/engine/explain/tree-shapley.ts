import { stream } from '../kernels/random.ts';
import type { TreeChild } from '../scheme/tree.ts';
import { averaged, type Between, everyMixture, meanOf } from './mixtures.ts';
import { evaluate, evaluateOne, type ProfileModel } from './profile.ts';
import { shapley } from './shapley.ts';

/** Shares of the indicators in f(x) − f(y). */
export interface TreeShares {
  /** Sums to `to` − `from`. */
  readonly points: Float64Array;
  readonly from: number;
  readonly to: number;
  /** False where the tree was too wide to count every coalition: see {@link treeShapley}. */
  readonly exact: boolean;
}

/** Most values computed when every coalition is counted (about a tenth of a second). */
const BUDGET = 4_000_000;
const MOST_PLAYERS = 20;

/**
 * Takes the difference of two profiles of normalised values apart by indicator, along the
 * tree: the Shapley value with the nodes as coalition structure at every level. For one
 * level Owen (1977), doi 10.1007/978-3-642-45494-3_7; for many Winter (1989), Int. J. Game
 * Theory 18, 227–240. At each node the difference is shared among its
 * children by Shapley, and a child's share among its own children by the Shapley value of
 * what the child does to the root, averaged over the coalitions of everything above it.
 *
 * - Shares sum to the difference; an indicator on which the profiles agree gets 0;
 *   swapping the profiles turns every sign.
 * - In a tree of weighted means it is weight × difference.
 * - A value that one side lacks takes its weight out, as in `aggregate`; a mixture of the
 *   two profiles in which nothing at all is present counts half-way between their scores.
 *
 * Where counting all coalitions would take over 4 million values the shares are the mean
 * over 256 fixed orders that keep the tree together, each with its reverse: they still
 * sum exactly and turn sign exactly, `exact` is false.
 */
export function treeShapley(model: ProfileModel, x: Float64Array, y: Float64Array): TreeShares {
  const atX = evaluateOne(model, x);
  const atY = evaluateOne(model, y);
  const from = atY.at(-1)!;
  const to = atX.at(-1)!;
  const game: Game = { model, x, y, atX, atY, ...presence(model, x, y) };
  const root = model.tree.order.length - 1;
  const points = new Float64Array(x.length);
  if (!game.moves[root]) return { points, from, to, exact: true };
  const exact = cost(game, root, 0, game.nodePresence[root] === 'always') <= BUDGET;
  if (exact) share(game, root, outermost(game, root, from, to), points);
  else sampled(game, from, to, points);
  return { points, from, to, exact };
}

/** Whether a value is there in every mixture of the two profiles, in none, or in some. */
type Presence = 'always' | 'never' | 'varies';

interface Game {
  readonly model: ProfileModel;
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Scores of the nodes on either side. */
  readonly atX: Float64Array;
  readonly atY: Float64Array;
  readonly nodePresence: readonly Presence[];
  /** Whether the profiles differ anywhere below the node, in something that has a weight. */
  readonly moves: readonly boolean[];
}

function presence(
  { tree, table }: ProfileModel,
  x: Float64Array,
  y: Float64Array,
): Pick<Game, 'nodePresence' | 'moves'> {
  const nodePresence: Presence[] = [];
  const moves: boolean[] = [];
  tree.order.forEach(({ children }, n) => {
    const weighted = children.filter((_, k) => table[n]![k]! > 0);
    const states = weighted.map((c) => childPresence({ x, y, nodePresence }, c));
    nodePresence.push(
      states.includes('always')
        ? 'always'
        : states.every((s) => s === 'never')
          ? 'never'
          : 'varies',
    );
    moves.push(weighted.some((c) => childMoves({ x, y, moves }, c)));
  });
  return { nodePresence, moves };
}

function childPresence(
  { x, y, nodePresence }: Pick<Game, 'x' | 'y' | 'nodePresence'>,
  child: TreeChild,
): Presence {
  if (child.kind === 'node') return nodePresence[child.index]!;
  const here = !Number.isNaN(x[child.index]!);
  const there = !Number.isNaN(y[child.index]!);
  return here && there ? 'always' : here || there ? 'varies' : 'never';
}

function childMoves({ x, y, moves }: Pick<Game, 'x' | 'y' | 'moves'>, child: TreeChild): boolean {
  return child.kind === 'node'
    ? moves[child.index]!
    : !Object.is(x[child.index]!, y[child.index]!) && x[child.index] !== y[child.index];
}

/** What a node's score does to the root: a slope where that is all it does, else a function. */
type Outer =
  | { readonly slope: number }
  | { readonly value: (scores: Float64Array) => Float64Array };

function outermost(game: Game, root: number, from: number, to: number): Outer {
  if (game.nodePresence[root] === 'always') return { slope: 1 };
  const halfway = (from + to) / 2;
  return { value: (scores) => scores.map((s) => (Number.isNaN(s) ? halfway : s)) };
}

function apply(outer: Outer, scores: Float64Array): Float64Array {
  return 'slope' in outer ? scores.map((s) => s * outer.slope) : outer.value(scores);
}

/** Whether the node only adds up: then a slope above it is a slope above each child. */
function addsUp(game: Game, n: number, sloped: boolean): boolean {
  const node = game.model.tree.order[n]!;
  return (
    sloped &&
    node.spec.method === 'arithmetic' &&
    node.children.every(
      (c, k) => game.model.table[n]![k] === 0 || childPresence(game, c) !== 'varies',
    )
  );
}

/** Children that can move the score: they weigh something and differ somewhere below. */
function players(game: Game, n: number): number[] {
  const { children } = game.model.tree.order[n]!;
  const weights = game.model.table[n]!;
  return Array.from(children.keys()).filter(
    (k) => weights[k]! > 0 && childMoves(game, children[k]!),
  );
}

/** Values computed by {@link share} from a node down; `above` = values behind one score of it. */
function cost(game: Game, n: number, above: number, sloped: boolean): number {
  const node = game.model.tree.order[n]!;
  const adds = addsUp(game, n, sloped);
  const moving = players(game, n);
  if (!adds && moving.length > MOST_PLAYERS) return Number.POSITIVE_INFINITY;
  const each = adds ? 0 : node.children.length * game.model.rivals(node) + above;
  let sum = each * 2 ** moving.length;
  for (const k of moving) {
    const child = node.children[k]!;
    if (child.kind === 'node')
      sum += cost(game, child.index, each * 2 ** (moving.length - 1), adds);
  }
  return sum;
}

function share(game: Game, n: number, outer: Outer, points: Float64Array): void {
  if ('slope' in outer && addsUp(game, n, true)) {
    shareSum(game, n, outer.slope, points);
    return;
  }
  const { children } = game.model.tree.order[n]!;
  const moving = players(game, n);
  const node = between(game, n, moving);
  const parts = shapley(apply(outer, everyMixture(node)), moving.length);
  moving.forEach((k, i) => {
    const child = children[k]!;
    if (child.kind === 'indicator') points[child.index] = parts[i]!;
    else {
      const value = averaged(node, k, (scores) => apply(outer, scores));
      share(game, child.index, { value }, points);
    }
  });
}

/** A weighted mean under a slope: nothing depends on the order of the children. */
function shareSum(game: Game, n: number, outer: number, points: Float64Array): void {
  const { children } = game.model.tree.order[n]!;
  const weights = game.model.table[n]!;
  const total = children.reduce(
    (sum, c, k) => (childPresence(game, c) === 'always' ? sum + weights[k]! : sum),
    0,
  );
  for (const k of players(game, n)) {
    const { kind, index } = children[k]!;
    const slope = (outer * weights[k]!) / total;
    if (kind === 'node') share(game, index, { slope }, points);
    else points[index] = slope * (game.x[index]! - game.y[index]!);
  }
}

/** Value of a child on the side of x or of y. */
function sideValue(game: Game, child: TreeChild, onX: boolean): number {
  if (child.kind === 'node') return (onX ? game.atX : game.atY)[child.index]!;
  return (onX ? game.x : game.y)[child.index]!;
}

/** One node between the profiles; what it takes from both alike stands as on x. */
function between(game: Game, n: number, moving: readonly number[]): Between {
  const { children, spec } = game.model.tree.order[n]!;
  return {
    // Outranking turns the last bit of a score into a win: then only the bits of a run do.
    mean: game.model.outranks ? undefined : meanOf(spec),
    weights: game.model.table[n]!,
    onX: children.map((c) => sideValue(game, c, true)),
    onY: children.map((c) => sideValue(game, c, false)),
    moving,
    score: (columns) => game.model.node(n, columns),
  };
}

const ORDERS = 256;

/** Mean marginal contribution over orders in which the children of a node stay together. */
function sampled(game: Game, from: number, to: number, points: Float64Array): void {
  const root = game.model.tree.order.length - 1;
  const value = outermost(game, root, from, to);
  for (let t = 0; t < ORDERS; t++) {
    const order = orderOfIndicators(game, root, stream(0, t, 'explain').uniform);
    for (const path of [order, order.toReversed()]) {
      const place = new Map(path.map((i, at) => [i, at]));
      const profiles = Array.from(game.x, (onX, i) => {
        const at = place.get(i) ?? -1;
        const column = new Float64Array(path.length + 1).fill(onX);
        return at < 0 ? column : column.fill(game.y[i]!, 0, at + 1);
      });
      const worth = apply(value, evaluate(game.model, profiles)[root]!);
      path.forEach((i, at) => {
        points[i]! += (worth[at + 1]! - worth[at]!) / (2 * ORDERS);
      });
    }
  }
}

function orderOfIndicators(game: Game, n: number, uniform: () => number): number[] {
  const { children } = game.model.tree.order[n]!;
  const moving = players(game, n);
  for (let i = moving.length - 1; i > 0; i--) {
    const j = Math.floor(uniform() * (i + 1));
    [moving[i], moving[j]] = [moving[j]!, moving[i]!];
  }
  return moving.flatMap((k) => {
    const child = children[k]!;
    return child.kind === 'node' ? orderOfIndicators(game, child.index, uniform) : [child.index];
  });
}
