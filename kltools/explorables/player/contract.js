// The contract between Python and the player, as types: what kltools/explorables/contract.py says of the same name, field by
// field (a test compares the two); then what the player's own parts hand to each other.
export {};

/**
 * How a panel turns a scene's points into pixels: x is a + b x, y (downwards) c + d y.
 * @typedef {[number, number, number, number]} Scale
 */

/**
 * A number that the reader slides; `indexed` where its native input counts its values.
 * @typedef {object} SliderSpecification
 * @property {"slider"} kind
 * @property {string} name
 * @property {number} value
 * @property {number[]} [values]
 * @property {string} unit
 * @property {number} min
 * @property {number} max
 * @property {boolean} indexed
 */

/**
 * One of several options; its value is an option's place.
 * @typedef {object} ChoiceSpecification
 * @property {"choice"} kind
 * @property {string} name
 * @property {number} value
 * @property {number[]} [values]
 * @property {string[]} options
 */

/**
 * On or off, 1 or 0.
 * @typedef {object} ToggleSpecification
 * @property {"toggle"} kind
 * @property {string} name
 * @property {number} value
 * @property {number[]} [values]
 */

/** @typedef {SliderSpecification | ChoiceSpecification | ToggleSpecification} ControlSpecification */

/**
 * A readout; its output is the one at the same place in the figure.
 * @typedef {object} ReadoutSpecification
 * @property {string} name
 * @property {number} digits
 * @property {string} unit
 */

/**
 * A moving artist: the end of its id, its panel, and whether it is a word, which has one place, or a path.
 * @typedef {object} MarkSpecification
 * @property {string} id
 * @property {string} panel
 * @property {boolean} word
 */

/**
 * A handle: the places of the controls that it moves, and of the mark that it rides, if it does.
 * @typedef {object} HandleSpecification
 * @property {string} panel
 * @property {number[]} moves
 * @property {number | null} rides
 */

/**
 * A descent: the places of the controls that it moves.
 * @typedef {object} DescentSpecification
 * @property {number[]} moves
 */

/**
 * A scene; its scales are by layout and panel.
 * @typedef {object} Specification
 * @property {string} name
 * @property {string} description
 * @property {ControlSpecification[]} controls
 * @property {ReadoutSpecification[]} readouts
 * @property {MarkSpecification[]} marks
 * @property {Record<string, Record<string, Scale>>} scales
 * @property {HandleSpecification[]} handles
 * @property {DescentSpecification[]} descents
 */

/**
 * How to unpack one array of a recording.
 * @typedef {object} PackedArray
 * @property {number[]} on
 * @property {number[]} inner
 * @property {number} size
 * @property {number} width
 * @property {number[]} differenced
 * @property {number} start
 */

/**
 * Every state's frame, packed.
 * @typedef {object} Recording
 * @property {PackedArray[]} arrays
 * @property {string} bytes
 * @property {number[]} digits
 */

/**
 * A recorded scene's frame as a kernel sends it: null is a gap, and text a number that JSON has not.
 * @typedef {object} SentFrame
 * @property {(number | null)[][][]} m
 * @property {(number | string)[]} r
 */

/** @typedef {[number[], number[]]} Points An artist's points: their xs and their ys. */

/**
 * What one state looks like: each mark's points and each readout's number.
 * @typedef {object} Frame
 * @property {Points[]} m
 * @property {number[]} r
 */

/** @typedef {(state: number[]) => number[]} NumbersOf */

/**
 * What a scene's printed program gives: its frames, or their recording, or neither where a kernel sends them; each handle's place
 * and derivatives; each descent's value and gradient.
 * @typedef {object} Source
 * @property {((state: number[]) => Frame) | null} [frame]
 * @property {Recording} [recording]
 * @property {NumbersOf[]} handles
 * @property {NumbersOf[]} [descents]
 * @property {boolean} [snaps] Whether only recorded values are shown.
 */

/** @typedef {[place: number, value: number][]} Changes Some controls' new values, by place. */

/**
 * A mark's elements in one layout.
 * @typedef {object} MarkParts
 * @property {SVGElement} element
 * @property {SVGElement} group
 * @property {Scale} scale
 * @property {boolean} word
 */

/**
 * A figure's picture in one layout, with what moves in it and the handles over it.
 * @typedef {object} LayoutParts
 * @property {Element} picture
 * @property {Record<string, Scale>} scales
 * @property {MarkParts[]} marks
 * @property {SVGSVGElement} overlay
 * @property {SVGElement[]} knobs
 */
