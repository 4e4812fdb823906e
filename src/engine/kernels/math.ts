/**
 * Transcendental functions whose bits do not depend on the machine or the browser.
 * `Math.exp`, `Math.log` and `Math.pow` are left to the implementation by ECMA-262,
 * so a sealed result could differ by an ulp elsewhere; these are fdlibm ports.
 * `Math.sqrt`, `Math.abs`, `Math.floor` and the four operations are exact by IEEE 754.
 */
export { default as exp } from '@stdlib/math-base-special-exp';
export { default as ln } from '@stdlib/math-base-special-ln';
export { default as pow } from '@stdlib/math-base-special-pow';
