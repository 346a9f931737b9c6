// Handwritten [rule, data]: each operator with its ordinary uses and its corners.
const people = [{ name: '张三', age: 30 }, { name: '李四', age: 17 }, { name: 'Ann', age: 65 }];
const data = {
  form: { area: 120, name: '通办', members: ['T01', 'T03a'], holders: [{ share_bp: 6000 }, { share_bp: 4000 }], empty: '', zero: 0, no: false, nil: null },
  facts: { days: 10, status: 'active' }, mat: { M4: { have: true, kind: 'original' } },
  std: { covers: ['610902', 'ANKANG-HTZ'] }, case: { channel: 'proactive' }, people, list: [1, 2, 3, 4], text: '𠮷野家😀',
};
const on = (rules, d) => rules.map((r) => [r, d]);

export const cases = [
  // var
  ...on([{ var: 'form.area' }, { var: ['form.area'] }, { var: ['form.none', 7] }, { var: ['form.nil', 7] }, { var: 'form.nil.x' },
    { var: '' }, { var: null }, { var: [] }, { var: 'people.1.name' }, { var: 'people.length' }, { var: 'list.3' }, { var: 'list.04' }, { var: 'list.-1' },
    { var: 'form.name.0' }, { var: 'form.name.length' }, { var: 'text.length' }, { var: 'text.0' }, { var: 'form.area.x' }, { var: 'form..area' },
    { var: { cat: ['form.', 'area'] } }, { var: [{ if: [true, 'list', 'people'] }] }, { var: ['none', { var: 'facts.days' }] },
    { var: [['form', 'area']] }, { var: 1 }, { var: true }, { var: 'form.' }], data),
  ...on([{ var: 1 }, { var: '1' }, { var: '' }, { var: 0 }, { var: [5, 'd'] }], ['a', 'b']),
  ...on([{ var: '' }, { var: 'a' }, { var: ['a', 1] }], null), [{ var: '' }, 5], [{ var: 'length' }, '通办网'], [{ var: 'a' }, { a: false }],
  [{ var: '1.5' }, { 1: { 5: 'x' } }], [{ var: 1.5 }, { 1: { 5: 'x' } }],
  // missing, missing_some
  ...on([{ missing: ['form.area', 'form.none'] }, { missing: 'form.none' }, { missing: [['form.area', 'x', 'y']] }, { missing: [] },
    { missing: ['form.empty', 'form.zero', 'form.no', 'form.nil'] }, { missing: { merge: ['form.area', { if: [true, ['q'], []] }] } },
    { missing_some: [1, ['form.area', 'x', 'y']] }, { missing_some: [2, ['form.area', 'x', 'y']] }, { missing_some: [0, ['x']] }, { missing_some: [1, []] },
    { missing_some: ['1', ['x', 'form.area']] }, { missing_some: [1, 'abc'] }, { missing_some: [1] }, { missing_some: [1, null] }, { missing_some: [1, 5] },
    { missing: [null] }, { missing: [{ length: 1, x: 2 }] }, { if: [{ missing: ['a'] }, 'ask', 'go on'] }], data),
  // if and kin
  ...on([{ if: [true, 1, 2] }, { if: [false, 1, 2] }, { if: [false, 1] }, { if: [] }, { if: [5] }, { if: 5 }, { if: [false, 1, false, 2] },
    { if: [false, 1, true, 2, 3] }, { if: [0, 1, '', 2, [], 3, 4] }, { if: ['0', 'yes', 'no'] }, { if: [{}, 'yes', 'no'] }, { '?:': [1, 2, 3] }, { '?:': [null, 2, 3] },
    { if: [{ '>': [{ var: 'form.area' }, 100] }, '大', '小'] }, { if: [true, 1, { nonsense: 1 }] },
    { and: [] }, { or: [] }, { and: [1, 2, 3] }, { and: [1, 0, 3] }, { and: [1, [], 3] }, { and: 'x' }, { or: [0, '', []] }, { or: [0, 'a', { nonsense: 1 }] },
    { or: [false, null] }, { and: [{ '>': [3, 1] }, { '<': [1, 3] }] }, { '!': [] }, { '!': [[]] }, { '!': [[0]] }, { '!': '0' }, { '!': 0 }, { '!': null }, { '!!': [] },
    { '!!': [[]] }, { '!!': '0' }, { '!!': {} }, { '!!': { a: 1, b: 2 } }, { '!': { var: 'form.none' } }], data),
  // equality
  ...on([[1, 1], [1, '1'], ['1', 1], [0, ''], [0, '0'], ['', '0'], [null, null], [null, 0], [null, ''], [null, false], [true, 1], [true, '1'], [true, 'true'],
    [false, 0], [false, ''], [false, '0'], [false, null], [[], ''], [[], 0], [[1], 1], [['1'], 1], [[1, 2], '1,2'], [[], []], [[1], [1]], [{ a: 1, b: 2 }, '[object Object]'],
    [' 1 ', 1], ['1e1', 10], ['0x10', 16], ['abc', 0], [[[]], false], [[null], ''], [0.1, '0.1'], ['通办', '通办'], ['é', 'e\u0301'], [1], [9007199254740993, 9007199254740992]]
    .flatMap((a) => ['==', '===', '!=', '!=='].map((op) => ({ [op]: a }))), data),
  ...on([{ '===': [{ var: 'people' }, { var: 'people' }] }, { '==': [{ var: 'people.0' }, { var: 'people.0' }] }, { '==': [{ var: 'people.0' }, { var: 'people.1' }] },
    { '==': [{ var: 'x' }, null] }, { '===': [{ var: 'x' }, null] }, { '===': [{ and: [] }, null] }, { '==': [{ and: [] }, null] }, { '==': [{ '+': 'x' }, { '+': 'x' }] }], data),
  // order
  ...on([[1, 2], [2, 1], [1, 1], ['10', '9'], ['10', 9], ['a', 1], [null, 0], [null, 1], [[], 0], [[2], 1], ['通', '办'], ['Z', 'a'], ['', 'a'], ['a', 'a'], [true, 0], ['𠮷', '\uffff'],
    [{ a: 1, b: 2 }, 1], [1, 2, 3], [1, 1, 2], [1, 3, 2], [3, 2, 1], [1, 2, null], [1], [], [1, 5, 'x'], ['a', 'b', 'c'], [[1], [2]], ['2023-12-31', '2024-01-01']]
    .flatMap((a) => ['<', '<=', '>', '>='].map((op) => ({ [op]: a }))), data),
  // numbers
  ...on([{ '+': [1, 2, 3] }, { '+': [] }, { '+': '3.14' }, { '+': ['1', 2] }, { '+': [0.1, 0.2] }, { '+': ['3px', 1] }, { '+': [null] }, { '+': [true] }, { '+': [[5, 6]] }, { '+': 'x' },
    { '+': ['0x10'] }, { '+': ['1e3'] }, { '+': ['.5', '5.', '-1'] }, { '+': ['Infinity'] }, { '+': ['\u30007'] }, { '+': [9007199254740993, 0] }, { '+': [1e21, 1] },
    { '*': [2, 3, 4] }, { '*': [] }, { '*': '3' }, { '*': [[]] }, { '*': [2] }, { '*': ['2', '3'] }, { '*': [0.1, 3] }, { '*': [null, 2] }, { '*': [1e200, 1e200] }, { '-': [5, 3] }, { '-': 5 }, { '-': '5' }, { '-': [null] },
    { '-': [] }, { '-': ['0x10', 1] }, { '-': [[], 1] }, { '-': [true, '1'] }, { '-': ['5', 3, 1] }, { '-': ['a'] }, { '-': [0] }, { '/': [{ '-': [1] }, { '-': [0] }] }, { '/': [4, 2] }, { '/': [1, 3] }, { '/': [1, 0] },
    { '/': [0, 0] }, { '/': ['8', '2'] }, { '/': [1] }, { '%': [101, 2] }, { '%': [-5, 3] }, { '%': [5, -3] }, { '%': [5.5, 2] }, { '%': [5, 0] }, { '%': ['7', [4]] }, { '%': [5] },
    { max: [1, 3, 2] }, { max: [] }, { max: ['10', 9] }, { max: ['a', 1] }, { max: [null, -1] }, { max: 5 }, { max: [[7], 3] }, { min: [1, 3, 2] }, { min: [] }, { min: ['10', 9] }, { min: [true, 2] }, { min: [{ a: 1, b: 2 }] },
    { '+': [123456789012345680000, 0] }, { '+': [1e-7, 0] }, { '+': [0.000001, 0] }, { '+': [5e-324] }, { '+': [1.7976931348623157e308] }, { '+': [100, 0.5] }, { '/': [2, 3] }, { '*': [4.35, 100] }, { '+': [1.005, 1000] }], data),
  // texts
  ...on([{ cat: ['a', 1, true, null, 2.5] }, { cat: [] }, { cat: 'x' }, { cat: [[1, [2, null, 3]], { a: 1, b: 2 }] }, { cat: ['面积 ', { var: 'form.area' }, ' ㎡'] }, { cat: [1e21, 1e-7, 0.1, { '/': [1, 0] }] },
    { cat: [{ '-': [0] }, { '+': 'x' }] }, { cat: [{ substr: ['😀', 0, 1] }, { substr: ['😀', 1] }] }, { cat: [{ and: [] }, 'x'] },
    { substr: ['jsonlogic', 4] }, { substr: ['jsonlogic', -5] }, { substr: ['jsonlogic', 1, 3] }, { substr: ['jsonlogic', 4, -2] }, { substr: ['jsonlogic', -5, -2] }, { substr: ['jsonlogic', 20] }, { substr: ['jsonlogic', -20, 3] },
    { substr: ['jsonlogic', 0, -20] }, { substr: ['jsonlogic', '1', '2'] }, { substr: ['jsonlogic', '1', '-2'] }, { substr: ['jsonlogic', null, null] }, { substr: ['jsonlogic'] }, { substr: [12345, 1, 2] }, { substr: [null, 1] }, { substr: [] },
    { substr: ['jsonlogic', 1.9, 2.9] }, { substr: ['jsonlogic', 1, -2.5] }, { substr: ['安康高新区', 2, 2] }, { substr: ['安康高新区', -3] }, { substr: [{ var: 'text' }, 0, 2] }, { substr: [{ var: 'text' }, 0, 1] }, { substr: [{ var: 'text' }, 1, 1] }, { substr: [{ var: 'text' }, -2] },
    { substr: [[1, 2, 3], 1, 3] }, { substr: ['abc', { '/': [1, 0] }] }, { substr: ['abc', { '/': [-1, 0] }, { '/': [1, 0] }] }, { substr: ['abc', 1, { '/': [-1, 0] }] },
    { in: ['a', 'abc'] }, { in: ['', 'abc'] }, { in: ['', ''] }, { in: ['x', ''] }, { in: [1, '123'] }, { in: ['办', '通办网'] }, { in: ['T01', { var: 'form.members' }] }, { in: [1, [1, 2]] }, { in: ['1', [1, 2]] }, { in: [[1], [[1]]] },
    { in: [null, [null]] }, { in: [null, 'null'] }, { in: ['a'] }, { in: ['a', null] }, { in: ['a', 5] }, { in: ['a', { a: 1, b: 2 }] }, { in: [{ '+': 'x' }, [{ '+': 'x' }]] }, { in: [true, 'is true'] }, { in: [{ substr: ['😀', 0, 1] }, '😀'] }, { in: [{ substr: ['😀', 1, 1] }, 'a'] },
    { in: [{ var: 'people.0' }, { var: 'people' }] }], data),
  // lists
  ...on([{ merge: [[1, 2], [3]] }, { merge: [] }, { merge: [1, [2, [3]], null] }, { merge: 'x' }, { merge: { var: 'none' } }, { map: [{ var: 'list' }, { '*': [{ var: '' }, 2] }] }, { map: [{ var: 'none' }, 1] }, { map: [{ var: 'people' }, { var: 'name' }] },
    { map: [{ var: 'list' }] }, { map: [[1, 2], 'x'] }, { map: [] }, { map: [[[1, 2], [3]], { map: [{ var: '' }, { '+': [{ var: '' }, 1] }] }] }, { filter: [{ var: 'people' }, { '>=': [{ var: 'age' }, 18] }] }, { filter: [{ var: 'list' }, { '%': [{ var: '' }, 2] }] },
    { filter: ['abc', true] }, { filter: [[0, '', [], '0', null, {}], { var: '' }] }, { filter: [{ var: 'list' }] }, { reduce: [{ var: 'list' }, { '+': [{ var: 'current' }, { var: 'accumulator' }] }, 0] }, { reduce: [{ var: 'list' }, { var: '' }, 1] },
    { reduce: [{ var: 'none' }, 1, 9] }, { reduce: [[], 1, 9] }, { reduce: [[1], { var: 'accumulator' }] }, { reduce: [[1], { var: '' }, { and: [] }] }, { reduce: [{ var: 'form.holders' }, { '+': [{ var: 'current.share_bp' }, { var: 'accumulator' }] }, 0] },
    { reduce: [['a', 'b'], { cat: [{ var: 'accumulator' }, { var: 'current' }] }, ''] }, { reduce: [] }, { reduce: [{ var: 'list' }, { merge: [{ var: 'accumulator' }, { var: 'current' }, { var: 'current' }] }, []] },
    ...['all', 'none', 'some'].flatMap((op) => [{ [op]: [{ var: 'people' }, { '>': [{ var: 'age' }, 10] }] }, { [op]: [{ var: 'people' }, { '>': [{ var: 'age' }, 20] }] }, { [op]: [{ var: 'people' }, { '>': [{ var: 'age' }, 90] }] },
      { [op]: [[], true] }, { [op]: [{ var: 'none' }, true] }, { [op]: ['abc', true] }, { [op]: [[1, 0], { var: '' }] }, { [op]: [[[], [1]], { var: '' }] }, { [op]: [[1]] }, { [op]: [] }])], data),
  // data that is no rule, rules that are none
  ...on([{}, { a: 1, b: { var: 'x' } }, [], [1, { var: 'list' }, [{ '+': [1, 1] }]], null, true, 'var', 1.5, -0.5, 1e21, { nonsense: [] }, { '': 1 }, { constructor: [] }, { toString: [] }, { 'var.x': 1 }, { Var: 'list' }, { log: 'x' }, { log: [] }, { log: [[1, 2]] },
    { var: { nonsense: 1 } }, { '+': [{ '!': { nonsense: 1 } }] }], data),
  // criteria as standards write them
  ...on([{ in: [{ var: 'form.addr' }, { var: 'std.covers' }] }, { '===': [{ var: 'facts.status' }, 'active'] }, { and: [{ '<=': [0, { var: 'facts.days' }, 90] }] },
    { if: [{ '===': [{ var: 'case.channel' }, 'proactive'] }, { '===': [{ var: 'form.consent' }, true] }, true] }, { '!!': [{ var: 'mat.M4.have' }] }, { '!!': [{ var: 'mat.M5.have' }] },
    { or: [{ '>=': [{ var: 'form.tce' }, 1000] }, { '>=': [{ var: 'form.kwh' }, 500] }] }, { '!==': [{ cat: [{ var: 'form.old' }] }, { cat: [{ var: 'form.new' }] }] },
    { if: [{ some: [{ var: 'form.members' }, { in: [{ var: '' }, ['T01', 'T02']] }] }, { '===': [{ var: 'facts.visit' }, true] }, true] }], data),
];
