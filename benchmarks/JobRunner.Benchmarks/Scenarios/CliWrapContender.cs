using CliWrap;

namespace JobRunner.Benchmarks.Scenarios;

/// <summary>CliWrap by itself: the raw pipes read to their end into a buffer of 4 KiB, cancellation to stop.</summary>
internal sealed class CliWrapContender : IContender
{
    private readonly List<Task> _running = [];
    private readonly CancellationTokenSource _stop = new();

    public async Task RunAsync(string command, params string[] arguments) => await Wrap(command, arguments).ExecuteAsync();

    public Task StartAsync(string command, params string[] arguments)
    {
        _running.Add(Wrap(command, arguments).ExecuteAsync(_stop.Token).Task);
        return Task.CompletedTask;
    }

    public async Task StopAllAsync()
    {
        await _stop.CancelAsync();
        foreach (var task in _running)
        {
            await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public ValueTask DisposeAsync()
    {
        _stop.Dispose();
        return ValueTask.CompletedTask;
    }

    private static Command Wrap(string command, string[] arguments) => Cli.Wrap(command)
        .WithArguments(arguments)
        .WithValidation(CommandResultValidation.None)
        .WithStandardOutputPipe(PipeTarget.Create(DrainAsync))
        .WithStandardErrorPipe(PipeTarget.Create(DrainAsync));

    private static async Task DrainAsync(Stream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[4096];
        while (await stream.ReadAsync(buffer, cancellationToken) > 0)
        {
            // What comes is let go.
        }
    }
}
