import type { SpeechChoice } from '../conversation/snapshot.js';
import type { Catalogue } from '../server/use-catalogue.js';

interface SpeechPickerProps {
  readonly catalogue: Catalogue;
  readonly value: SpeechChoice;
  /** A choice can be changed but not taken back, as in a conversation that runs. */
  readonly lasting?: boolean;
  readonly onChange: (choice: SpeechChoice) => void;
}

/** Which model speaks, and with which of its voices. Nothing where the server has told nothing. */
export function SpeechPicker({ catalogue, value, lasting = false, onChange }: SpeechPickerProps) {
  const { models, voices } = catalogue;
  if (models.length === 0 && voices.length === 0) return null;
  const choose = (model: string | undefined, voice: string | undefined): void => {
    const loads = models.some(({ id, resident }) => id === model && !resident);
    onChange({ model, voice, loads });
  };
  const offered = voices.filter(({ model }) => value.model === undefined || model === value.model);
  return (
    <>
      <Field
        label="Model"
        value={value.model}
        lasting={lasting}
        options={models.map(({ id, resident }) => ({ id, name: resident ? id : `${id} (loads first)` }))}
        onChange={(model) => choose(model, undefined)}
      />
      <Field
        label="Voice"
        value={value.voice}
        lasting={lasting}
        options={offered.map(({ id, languages }) => ({
          id,
          name: languages.length > 0 ? `${id} (${languages.join(', ')})` : id,
        }))}
        onChange={(id) => {
          const voice = voices.find((candidate) => candidate.id === id);
          choose(voice?.model ?? value.model, voice?.id);
        }}
      />
    </>
  );
}

interface FieldProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly lasting: boolean;
  readonly options: readonly { readonly id: string; readonly name: string }[];
  readonly onChange: (id: string | undefined) => void;
}

function Field({ label, value, lasting, options, onChange }: FieldProps) {
  const [only] = options;
  return (
    <label className="field">
      <span>{label}</span>
      <select
        value={value ?? ''}
        onChange={(event) => onChange(event.target.value === '' ? undefined : event.target.value)}
      >
        <option value="" disabled={lasting && value !== undefined}>
          {options.length === 1 && only !== undefined ? `Default: ${only.name}` : 'Server default'}
        </option>
        {options.length > 1 &&
          options.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
      </select>
    </label>
  );
}
