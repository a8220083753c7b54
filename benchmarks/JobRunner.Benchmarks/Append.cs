using BenchmarkDotNet.Attributes;
using JobRunner.Output;
using JobRunner.Output.Spooling;

namespace JobRunner.Benchmarks;

/// <summary>What the log adds to a read of the pipe: 64 KiB appended, without and with a follower.</summary>
[MemoryDiagnoser]
public class Append
{
    private const int Size = 64 * 1024;

    private readonly byte[] _data = new byte[Size];
    private OutputLog _log = null!;
    private OutputReader? _reader;

    [Params(false, true)]
    public bool IsFollowed { get; set; }

    [GlobalSetup]
    public void MakeLog()
    {
        _log = new OutputLog(new OutputLimits(1024 * 1024, 16 * 1024 * 1024, Path.GetTempPath(), new SpoolBudget(null)));
        _reader = IsFollowed ? new OutputReader(() => _log.TryAddReader() ? _log : throw new JobNotFoundException(Guid.Empty), new(), isPassing: true, default) : null;
    }

    [Benchmark(Baseline = true)]
    public void Copy() => _data.CopyTo(new byte[Size], 0);

    [Benchmark]
    public async Task Log()
    {
        _log.Append(OutputSource.StandardOutput, DateTimeOffset.UtcNow, _data);
        for (var read = 0; _reader is not null && read < Size; read += _reader.Current.Data.Length)
        {
            await _reader.MoveNextAsync();
        }
    }
}
