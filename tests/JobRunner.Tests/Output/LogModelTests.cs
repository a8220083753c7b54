using System.Diagnostics.CodeAnalysis;
using JobRunner.Output;
using JobRunner.Output.Spooling;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Tests.Output;

/// <summary>
/// The log against a model that is too simple to be wrong, an array of all bytes: random appends, limits and readers of both kinds, which are opened and
/// moved at random times. What a reader gets must be the model's bytes, with each gap told; what it keeps must not change.
/// </summary>
[Parallelizable] // It computes, beside what waits.
public sealed class LogModelTests
{
    private const int Seeds = 1_000;

    [Test]
    public async Task All_readers_agree_with_the_model([Values] Spooling spooling)
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            try
            {
                await new Run(new Random(seed), spooling).PlayAsync();
            }
            catch (Exception e)
            {
                throw new AssertionException($"Seed {seed}: {e.Message}", e);
            }
        }
    }

    /// <summary>What becomes of what doesn't fit into memory.</summary>
    public enum Spooling
    {
        Unlimited,
        LimitedForTheJob,
        LimitedForAll,
        LimitedForBoth,
        FolderMissing,
    }

    private sealed class Run(Random random, Spooling spooling)
    {
        private readonly List<(OutputSource Source, byte Value)> _model = [];
        private readonly List<Reader> _readers = [];
        private readonly SpoolBudget _budget = new(spooling is Spooling.LimitedForAll or Spooling.LimitedForBoth ? random.Next(30_000) : null);
        private readonly long? _max = spooling is Spooling.LimitedForTheJob or Spooling.LimitedForBoth ? random.Next(20_000) : null;
        private OutputLog _log = null!;

        public async Task PlayAsync()
        {
            var folder = spooling == Spooling.FolderMissing ? "/nowhere/to/be/found" : Path.GetTempPath();
            _log = new OutputLog(new OutputLimits(4096 << random.Next(3), _max, folder, _budget));
            for (var steps = random.Next(60); steps > 0; steps--)
            {
                switch (random.Next(4))
                {
                    case 0:
                        _readers.Add(Open(follow: random.Next(3) > 0));
                        break;
                    case 1 when _readers.Count > 0:
                        _readers[random.Next(_readers.Count)].Step();
                        break;
                    default:
                        Append();
                        break;
                }
            }

            _log.Complete();
            _readers.Add(Open(follow: true));
            foreach (var reader in _readers)
            {
                await reader.ReadToEndAsync().Within("the reader ends");
            }

            _readers.ForEach(reader => reader.Check(_model));
            CheckLimits();
            _log.Abandon();
            Assert.That(_budget.Used, Is.Zero);
        }

        private void Append()
        {
            var source = (OutputSource)random.Next(2);
            var data = new byte[random.Next(5) == 0 ? random.Next(1, 9_000) : random.Next(1, 40)];
            for (var i = 0; i < data.Length; i++)
            {
                data[i] = random.Next(8) == 0 ? (byte)'\n' : (byte)random.Next(256);
                _model.Add((source, data[i]));
            }

            _log.Append(source, DateTimeOffset.UnixEpoch.AddSeconds(_model.Count), data);
        }

        private Reader Open(bool follow)
        {
            var options = new OutputReadOptions { Follow = follow, Sources = (OutputSources)random.Next(1, 4) };
            options = random.Next(4) switch
            {
                0 => options with { From = random.Next(_model.Count + 50) },
                1 => options with { TailBytes = random.Next(_model.Count + 50) },
                2 => options with { TailLines = random.Next(40) },
                _ => options,
            };
            return new Reader(_log, options, isPassing: random.Next(2) == 0);
        }

        private void CheckLimits()
        {
            var kept = _log.Length - _log.Start;
            if (spooling == Spooling.Unlimited)
            {
                Assert.That(_log, Has.Property("Start").Zero.And.Property("Fault").Null);
            }
            else if (spooling == Spooling.LimitedForTheJob)
            {
                Assert.That(kept, Is.EqualTo(Math.Min(_max!.Value, _log.Length)));
            }

            Assert.That(_log.Fault is null, Is.EqualTo(_log.Start == 0));
            Assert.That(_log.Length, Is.EqualTo(_model.Count));
            Assert.That(_budget.Used, Is.LessThanOrEqualTo(_budget.MaxBytes ?? long.MaxValue));
        }
    }

    [SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "ReadToEndAsync does it.")]
    private sealed class Reader
    {
        private readonly List<(OutputChunk Chunk, byte[] Copy)> _got = [];
        private readonly OutputReadOptions _options;
        private readonly bool _isPassing;
        private readonly OutputReader _reader;
        private readonly OutputLog _log;
        private Task<bool>? _move;
        private bool _isAtEnd;
        private long _firstStart = -1;
        private int _lengthAtFirstStep;

        public Reader(OutputLog log, OutputReadOptions options, bool isPassing)
        {
            (_log, _options, _isPassing) = (log, options, isPassing);
            _reader = new OutputReader(() => log.TryAddReader() ? log : throw new JobNotFoundException(Guid.Empty), options, isPassing, CancellationToken.None);
        }

        /// <summary>Asks for a chunk, unless it waits for one already.</summary>
        public void Step()
        {
            if (_firstStart < 0)
            {
                (_firstStart, _lengthAtFirstStep) = (_log.Start, (int)_log.Length);
            }

            Take();
            if (_move is null && !_isAtEnd)
            {
                _move = _reader.MoveNextAsync().AsTask();
                Take();
            }
        }

        public async Task ReadToEndAsync()
        {
            while (!_isAtEnd)
            {
                Step();
                await (_move ?? Task.CompletedTask);
                Take();
            }

            await _reader.DisposeAsync();
        }

        public void Check(List<(OutputSource Source, byte Value)> model)
        {
            var (length, first) = (_options.Follow ? model.Count : _lengthAtFirstStep, Start(model));
            var position = first;
            foreach (var (chunk, copy) in _got)
            {
                // Where a tail began is only known to within what it doesn't want.
                var isTail = position == first && _options is not { TailBytes: null, TailLines: null };
                Demand(chunk.Offset >= (isTail ? position : position + chunk.Skipped), "an offset that was passed already", chunk);

                // Between what it had and this chunk there is nothing else that it wants but what it was told to have skipped.
                Demand(CountWanted(model, position, chunk.Offset) <= chunk.Skipped, "bytes are missing", chunk);
                for (var i = 0; i < copy.Length; i++)
                {
                    Demand(model[(int)chunk.Offset + i] == (chunk.Source, copy[i]), "other bytes, or another stream's", chunk);
                }

                Demand(_isPassing || chunk.Data.Span.SequenceEqual(copy), "it has changed", chunk);
                position = chunk.Offset + copy.Length;
            }

            Demand(CountWanted(model, position, length) == 0, "the end is missing", default);
        }

        private void Demand(bool condition, string otherwise, OutputChunk chunk)
        {
            if (!condition)
            {
                Assert.Fail($"{_options}, chunk at {chunk.Offset}: {otherwise}.");
            }
        }

        private long CountWanted(List<(OutputSource Source, byte Value)> model, long from, long to)
        {
            var count = 0;
            for (var i = (int)from; i < to; i++)
            {
                count += IsWanted(model[i].Source) ? 1 : 0;
            }

            return count;
        }

        private void Take()
        {
            if (_move is { IsCompletedSuccessfully: true })
            {
                _isAtEnd = !_move.Result;
                _move = null;
                if (!_isAtEnd)
                {
                    _got.Add((_reader.Current, _reader.Current.Data.ToArray()));
                }
            }
        }

        private bool IsWanted(OutputSource source) =>
            _options.Sources == OutputSources.All || (_options.Sources == OutputSources.StandardOutput) == (source == OutputSource.StandardOutput);

        // Where it was to begin, by the log as it was at its first step.
        private long Start(List<(OutputSource Source, byte Value)> model)
        {
            if (_options.From is { } from)
            {
                return Math.Min(from, model.Count);
            }

            if (_options is { TailBytes: null, TailLines: null })
            {
                return 0;
            }

            var start = _lengthAtFirstStep;
            var (bytes, lines) = (_options.TailBytes ?? long.MaxValue, _options.TailLines ?? int.MaxValue);
            for (var (i, isLast) = (_lengthAtFirstStep - 1, true); i >= _firstStart && bytes > 0 && lines > 0; i--)
            {
                if (IsWanted(model[i].Source))
                {
                    if (model[i].Value == '\n' && !isLast && --lines == 0)
                    {
                        break;
                    }

                    isLast = false;
                    bytes--;
                    start = i;
                }
            }

            return start;
        }
    }
}
