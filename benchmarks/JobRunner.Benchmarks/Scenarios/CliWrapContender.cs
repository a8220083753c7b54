using System.Diagnostics;
using CliWrap;

namespace JobRunner.Benchmarks.Scenarios;

/// <summary>CliWrap by itself: the raw pipes read to their end into a buffer of 4 KiB, cancellation to stop.</summary>
internal sealed class CliWrapContender : IContender
{
    private readonly List<CommandTask<CommandResult>> _running = [];
    private readonly CancellationTokenSource _stop = new();

    public async Task RunAsync(string command, params string[] arguments) => await Wrap(command, arguments).ExecuteAsync();

    public Task StartAsync(string command, params string[] arguments)
    {
        _running.Add(Wrap(command, arguments).ExecuteAsync(_stop.Token));
        return Task.CompletedTask;
    }

    public async Task StopAllAsync()
    {
        await _stop.CancelAsync();
        await WaitAsync();
    }

    public async Task ClearAsync()
    {
        foreach (var command in _running)
        {
            using var process = Process.GetProcessById(command.ProcessId);
            process.Kill();
        }

        await WaitAsync();
    }

    public ValueTask DisposeAsync()
    {
        _stop.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task WaitAsync()
    {
        foreach (var command in _running)
        {
            await ((Task)command.Task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
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
