namespace JobRunner.Benchmarks.Scenarios;

internal sealed class JobsContender(ProcessIsolation isolation) : IContender
{
    private readonly JobsManager _jobs = new(new JobsManagerOptions { Isolation = isolation });
    private readonly List<Guid> _started = [];

    public async Task RunAsync(string command, params string[] arguments)
    {
        var job = await _jobs.StartAsync(command, arguments);
        await _jobs.WaitAsync(job);
        await _jobs.RemoveAsync(job);
    }

    public async Task StartAsync(string command, params string[] arguments) => _started.Add(await _jobs.StartAsync(command, arguments));

    public Task StopAllAsync() => Task.WhenAll(_started.Select(job => _jobs.StopAsync(job)));

    public Task ClearAsync() => StopAllAsync();

    public ValueTask DisposeAsync() => _jobs.DisposeAsync();
}
