"""Stands for the AWS command line in tests: what a command says is held to botocore's models of the services, which the real one is made from, and
called where there is an emulator of the operation.

usage: aws-command.py SERVICE OPERATION [ARGUMENTS...]

ENDPOINTS: JSON, address by "service" or "service operation". CALLS: a file that gets a line of JSON for each command.
"""
import json
import os
import sys

import botocore.session
import botocore.validate
import jmespath
from botocore import xform_name
from botocore.config import Config

# https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-options.html, and those of paginated operations:
# https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-pagination.html
GLOBAL = {'--query', '--output', '--region', '--profile', '--endpoint-url', '--cli-binary-format', '--cli-read-timeout', '--no-cli-pager'}
PAGING = {'--max-items', '--page-size', '--starting-token'}


def shorthand(text):
    """`Key=value,Key=value`: https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-shorthand.html"""
    pairs = [part.split('=', 1) for part in text.split(',')]
    if any(len(pair) != 2 for pair in pairs):
        raise ValueError(f'no shorthand: {text}')
    return dict(pairs)


def converted(shape, values):
    if shape.type_name == 'list' and not values[0].lstrip().startswith('['):
        return [converted(shape.member, [value]) for value in values]
    if len(values) != 1:
        raise ValueError(f'one value expected, got {values}')
    [value] = values
    if shape.type_name in ('list', 'structure', 'map'):
        return json.loads(value) if value.lstrip()[:1] in '[{' else shorthand(value)
    if shape.type_name in ('integer', 'long'):
        return int(value)
    if shape.type_name == 'blob':
        return value.encode()
    return value


def read(session, arguments):
    service, command, *rest = arguments
    model = session.get_service_model(service)
    operation = next((name for name in model.operation_names if xform_name(name, '-') == command), None)
    if operation is None:
        raise ValueError(f'{service} has no operation {command}')
    shape = model.operation_model(operation)
    members = {f'--{xform_name(name, "-")}': (name, member) for name, member in (shape.input_shape.members if shape.input_shape else {}).items()}
    try:
        session.get_paginator_model(service).get_paginator(operation)
        others = GLOBAL | PAGING
    except ValueError:
        others = GLOBAL
    given, options, positional = {}, {}, []
    while rest:
        name = rest.pop(0)
        if not name.startswith('--'):
            positional.append(name)
            continue
        values = []
        while rest and not rest[0].startswith('--') and (not values or name in members and members[name][1].type_name == 'list'):
            values.append(rest.pop(0))
        # An option of paging hides the member of the same name.
        if name in others and not (name in members and name not in PAGING):
            options[name] = values
        elif name in members:
            given[members[name][0]] = converted(members[name][1], values)
        else:
            raise ValueError(f'{service} {command} has no parameter {name}')
    streams = [member for member in (shape.output_shape.members if shape.output_shape else {}).values() if member.serialization.get('streaming')]
    has_file = bool(streams) or shape.has_streaming_output
    if len(positional) != (1 if has_file else 0):
        raise ValueError(f'{service} {command} takes {1 if has_file else 0} file names, got {positional}')
    report = botocore.validate.ParamValidator().validate(given, shape.input_shape)
    if report.has_errors():
        raise ValueError(report.generate_report())
    if '--query' in options:
        jmespath.compile(options['--query'][0])
    return service, operation, given, options, positional


def shown(answer, options):
    answer.pop('ResponseMetadata', None)
    if '--query' in options:
        answer = jmespath.search(options['--query'][0], answer)
    if options.get('--output') == ['text']:
        return '\n'.join(str(item) for item in answer) if isinstance(answer, list) else str(answer)
    return json.dumps(answer, default=str)


def main():
    session = botocore.session.Session()
    service, operation, given, options, positional = read(session, sys.argv[1:])
    endpoints = json.loads(os.environ['ENDPOINTS'])
    endpoint = endpoints.get(f'{service} {operation}', endpoints.get(service))
    with open(os.environ['CALLS'], 'a', encoding='utf-8') as calls:
        calls.write(json.dumps({'operation': f'{service} {operation}', 'ran': endpoint is not None}) + '\n')
    if endpoint is None:
        return
    client = session.create_client(
        service, endpoint_url=endpoint, region_name='us-east-1', aws_access_key_id='local', aws_secret_access_key='local',
        config=Config(retries={'max_attempts': 0}))
    if '--max-items' in options:
        given['limit'] = int(options['--max-items'][0])
    answer = getattr(client, xform_name(operation))(**given)
    if positional:
        with open(positional[0], 'wb') as file:
            file.write(answer.pop('Payload').read())
    print(shown(answer, options))


try:
    main()
except ValueError as error:
    print(f'aws: {error}', file=sys.stderr)
    sys.exit(252)
except Exception as error:  # pylint: disable=broad-except
    print(f'aws: {type(error).__name__}: {error}', file=sys.stderr)
    sys.exit(254)
