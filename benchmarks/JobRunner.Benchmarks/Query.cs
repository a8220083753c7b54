using BenchmarkDotNet.Attributes;

namespace JobRunner.Benchmarks;

/// <summary>Ask for the status of a job that runs, and of one that has finished.</summary>
[MemoryDiagnoser]
public class Query
{
    private JobsManager _jobs = null!;
    private Guid _running;
    private Guid _finished;

    [GlobalSetup]
    public async Task StartJobs()
    {
        _jobs = new JobsManager();
        _running = await _jobs.StartAsync("/bin/sleep", "1000");
        _finished = await _jobs.StartAsync("/bin/true");
        await _jobs.WaitAsync(_finished);
    }

    [GlobalCleanup]
    public void DisposeManager() => _jobs.Dispose();

    [Benchmark]
    public ValueTask<JobStatus> Running() => _jobs.QueryAsync(_running);

    [Benchmark]
    public ValueTask<JobStatus> Finished() => _jobs.QueryAsync(_finished);
}
