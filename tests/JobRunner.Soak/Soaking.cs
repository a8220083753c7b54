using System.Diagnostics;

namespace JobRunner.Soak;

/// <summary>Many workers, each with one episode after the other, on one manager after the other, and what must hold in between and at the end.</summary>
internal sealed class Soaking(int seed, int workers)
{
    private static readonly TimeSpan MostOfAnEpoch = TimeSpan.FromSeconds(20);

    private readonly Findings _findings = new();
    private readonly string _spoolFolder = Directory.CreateTempSubdirectory("jobrunner-soak-").FullName;
    private readonly int[] _nextEpisode = new int[workers];
    private volatile bool _isEnding;

    /// <returns>The exit code: 0 if all held.</returns>
    public async Task<int> RunAsync(TimeSpan time, int? onlyWorker, int? onlyEpisode)
    {
        Console.WriteLine($"soak of {time.TotalMinutes} min with seed {seed}, {workers} workers");

        // What .NET itself takes the first time is no leak.
        await RunEpochAsync(TimeSpan.FromSeconds(1), 0, onlyWorker, onlyEpisode);
        var before = Remains.Find();
        var clock = Stopwatch.StartNew();
        for (var epoch = 1; clock.Elapsed < time && onlyEpisode is null; epoch++)
        {
            var left = time - clock.Elapsed;
            await RunEpochAsync(left < MostOfAnEpoch ? left : MostOfAnEpoch, epoch, onlyWorker: null, onlyEpisode: null);
            if (epoch % 15 == 0)
            {
                Console.WriteLine($"{clock.Elapsed:hh\\:mm\\:ss} {_findings.Faults} faults; {_findings.Figures}; {Remains.Find()}");
            }
        }

        var after = await Remains.FindSettledAsync(before);
        _findings.Expect(after.IsNoMoreThan(before), $"left at the end: {after}; at the beginning: {before}");
        _findings.Expect(!Directory.EnumerateFileSystemEntries(_spoolFolder).Any(), $"files in {_spoolFolder}");
        Directory.Delete(_spoolFolder, recursive: true);
        Console.WriteLine($"{_findings.Figures}\nleft: {after}; before: {before}\n{_findings.Faults} faults, seed {seed}, {clock.Elapsed.TotalMinutes:F1} min");
        return _findings.Faults == 0 ? 0 : 1;
    }

    private async Task RunEpochAsync(TimeSpan time, int epoch, int? onlyWorker, int? onlyEpisode)
    {
        _isEnding = false;
        var random = RandomFor(-1, epoch);
        var jobs = new JobsManager(Draw(random));
        var watch = Task.Run(() => new Watcher(jobs, _findings).RunAsync());
        var work = Enumerable.Range(0, workers)
            .Where(worker => onlyWorker is null || worker == onlyWorker)
            .Select(worker => Task.Run(() => WorkAsync(jobs, worker, onlyEpisode)))
            .ToArray();
        if (onlyEpisode is null)
        {
            await Task.Delay(time);
        }
        else
        {
            await Task.WhenAll(work);
        }

        // In the middle of everything.
        _isEnding = true;
        await jobs.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));
        await Task.WhenAll(work);
        await watch;
        _findings.Expect(!Remains.FindProcesses().Any(), $"epoch {epoch} left {string.Join(", ", Remains.FindProcesses())}");
        _findings.Count("managers");
    }

    private async Task WorkAsync(JobsManager jobs, int worker, int? onlyEpisode)
    {
        do
        {
            var number = onlyEpisode ?? _nextEpisode[worker]++;
            var plan = Plan.Draw(RandomFor(worker, number));
            await new Episode(jobs, plan, $"worker {worker} episode {number}", _findings, () => _isEnding).RunAsync();
            _findings.Count("episodes");

            // A refused episode ends without waiting: workers that are always refused would keep every thread from the jobs.
            await Task.Yield();
        }
        while (!_isEnding && onlyEpisode is null);
    }

    // Not HashCode.Combine, which differs from process to process.
    private Random RandomFor(int worker, int number) => new(unchecked((((seed * 31) + worker) * 1_000_003) + number));

    private JobsManagerOptions Draw(Random random) => new()
    {
        MaxConcurrentJobs = random.Next(3) == 0 ? null : random.Next(1, workers + 1),
        MaxQueuedJobs = random.Next(2 * workers),
        MaxFinishedJobs = random.Next(4) == 0 ? random.Next(3) : 100,
        FinishedJobRetention = random.Next(4) == 0 ? TimeSpan.FromMilliseconds(random.Next(500)) : TimeSpan.FromSeconds(10),
        OutputMemoryPerJob = 4096 << random.Next(9),
        OutputDrainPeriod = TimeSpan.FromMilliseconds(150),
        DefaultGracePeriod = TimeSpan.FromMilliseconds(random.Next(200)),
        SpoolDirectory = _spoolFolder,
        Isolation = random.Next(4) == 0 ? ProcessIsolation.Cgroup : ProcessIsolation.Auto,
    };
}
