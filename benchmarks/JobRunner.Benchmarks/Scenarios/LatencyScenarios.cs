using System.Buffers.Binary;
using System.Diagnostics;
using CliWrap;

namespace JobRunner.Benchmarks.Scenarios;

/// <summary>From a program's write to the reader that has the bytes.</summary>
internal static class LatencyScenarios
{
    private const int Count = 3_000;
    private const int WarmUp = 500;

    private static readonly string Self = Environment.ProcessPath!;

    public static IEnumerable<Scenario> All { get; } =
    [
        Of("write to read, one follower, p50 µs", followers: 1, percentile: 0.5),
        Of("write to read, one follower, p99 µs", followers: 1, percentile: 0.99),
        Of("write to read, 100 followers, p99 µs", followers: 100, percentile: 0.99),
    ];

    /// <summary>The program that is followed: writes the time, again and again.</summary>
    public static async Task WriteTimesAsync(int count)
    {
        await using var output = Console.OpenStandardOutput();
        var time = new byte[sizeof(long)];
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
        for (var i = 0; i < count && await timer.WaitForNextTickAsync(); i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(time, Stopwatch.GetTimestamp());
            output.Write(time);
        }
    }

    private static Scenario Of(string name, int followers, double percentile)
    {
        var contenders = new Dictionary<string, Func<Task<double>>> { ["JobRunner"] = () => JobAsync(followers, percentile) };
        if (followers == 1)
        {
            contenders.Add("CliWrap's bare pipe", () => CliWrapAsync(percentile));
        }

        return new Scenario(name, contenders);
    }

    private static async Task<double> JobAsync(int followers, double percentile)
    {
        await using var jobs = new JobsManager();
        var job = await jobs.StartAsync(Self, "write-times", $"{Count}");
        var latencies = await Task.WhenAll(Enumerable.Range(0, followers).Select(async _ =>
        {
            var times = new Times();
            await foreach (var chunk in jobs.ReadOutputAsync(job))
            {
                times.Add(chunk.Data.Span);
            }

            return times;
        }));
        return latencies.Select(times => times.At(percentile)).Order().ElementAt(followers / 2);
    }

    private static async Task<double> CliWrapAsync(double percentile)
    {
        var times = new Times();
        await Cli.Wrap(Self)
            .WithArguments(["write-times", $"{Count}"])
            .WithStandardOutputPipe(PipeTarget.Create(async (stream, cancellationToken) =>
            {
                var buffer = new byte[4096];
                for (int count; (count = await stream.ReadAsync(buffer, cancellationToken)) > 0;)
                {
                    times.Add(buffer.AsSpan(0, count));
                }
            }))
            .ExecuteAsync();
        return times.At(percentile);
    }

    /// <summary>What one reader saw. Times come whole: a write of so few bytes is one.</summary>
    private sealed class Times
    {
        private readonly List<double> _microseconds = [];

        public void Add(ReadOnlySpan<byte> data)
        {
            var now = Stopwatch.GetTimestamp();
            for (; data.Length >= sizeof(long); data = data[sizeof(long)..])
            {
                _microseconds.Add(Stopwatch.GetElapsedTime(BinaryPrimitives.ReadInt64LittleEndian(data), now).TotalMicroseconds);
            }
        }

        public double At(double percentile)
        {
            var measured = _microseconds.Skip(WarmUp).Order().ToList();
            return measured[(int)(measured.Count * percentile)];
        }
    }
}
