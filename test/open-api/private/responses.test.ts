import { documentResponses } from '../../../lib/open-api/private/responses';

const ROOT = {
  components: { responses: { Gone: { $ref: '#/components/responses/Lost' }, Lost: { description: 'It was here once' }, Round: { $ref: '#/components/responses/Round' } } },
};

test('what each status means, also behind references and for whole ranges', () => {
  expect(documentResponses({
    responses: {
      '201': { description: 'Made', content: {} },
      '410': { $ref: '#/components/responses/Gone' },
      '4xx': { description: 'Refused' },
      'default': { description: 'Whatever else' },
    },
  }, ROOT)).toEqual({ '201': 'Made', '410': 'It was here once', '4XX': 'Refused', 'default': 'Whatever else' });
});

test.each([
  ['nothing', undefined], ['a list', []], ['no object', 'x'], ['only extensions', { 'x-more': { description: 'no status' } }], ['no status', { '99': { description: 'x' }, '2xxx': { description: 'x' } }],
])('%s says nothing', (_what, responses) => {
  expect(documentResponses(responses === undefined ? {} : { responses }, ROOT)).toBeUndefined();
});

test.each([
  ['a reference that leads nowhere', { $ref: '#/components/responses/None' }],
  ['one that leads in a circle', { $ref: '#/components/responses/Round' }],
  ['one out of the document', { $ref: 'other.yaml#/x' }],
  ['a response without a description', {}],
  ['no response', null],
])('%s is an answer all the same', (_what, response) => {
  expect(documentResponses({ responses: { 200: response } }, ROOT)).toEqual({ 200: 'Answer of the target' });
});
