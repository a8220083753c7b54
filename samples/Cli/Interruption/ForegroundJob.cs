using JobRunner.Cli.Connection;
using JobRunner.Cli.Failures;
using JobRunner.Cli.Jobs;
using JobRunner.Cli.Streaming;
using JobRunner.Cli.Threading;
using JobRunner.Http.Client;

namespace JobRunner.Cli.Interruption;

/// <summary>A job whose output is ours, whose input is ours, and that ends with us.</summary>
internal sealed class ForegroundJob(IJobsManager jobs, Guid jobId, Surroundings surroundings, Interrupts interrupts)
{
    private readonly string _name = JobIds.Short(jobId);

    public async Task<JobStatus> RunAsync(bool takesInput)
    {
        using var over = new CancellationTokenSource();
        var stopper = new JobStopper(jobs, jobId, interrupts, surroundings.Messages);

        // On threads of their own: a write to a terminal that is held up blocks, and Ctrl+C has to work all the same.
        var output = Task.Run(() => new RawOutput(surroundings).CopyAsync(jobs, jobId, new OutputReadOptions(), over.Token));
        var input = takesInput ? Task.Run(() => new InputPump(jobs, surroundings.Input).PumpAsync(jobId, over.Token)) : Task.CompletedTask;

        // Asked for at once: when its output has ended, the job may be forgotten too.
        var end = jobs.WaitAsync(jobId, over.Token);
        Unawaited.Observe([end]);
        try
        {
            await FirstOf(output, EndlessUnlessFaulted(input, over.Token), stopper.WatchAsync());
            return await end;
        }
        catch (JobsConnectionException e)
        {
            throw new CliException(ExitCodes.OwnFailure, $"{ClientWords.ForPeople(e.Message)} The job may still run: 'jobctl logs -f {_name}' follows it.", e);
        }
        catch (Exception e) when (e is not CliException)
        {
            // Nobody reads it any more, or nobody may, or its input is not taken: left alone it would run for nobody.
            await Task.WhenAny(stopper.StopAsync(), interrupts.WhenCountIs(3)).Unwrap();
            throw;
        }
        finally
        {
            await over.CancelAsync();
        }
    }

    private static async Task FirstOf(params Task[] tasks)
    {
        var first = await Task.WhenAny(tasks);
        Unawaited.Observe(tasks);
        await first;
    }

    private static async Task EndlessUnlessFaulted(Task task, CancellationToken over)
    {
        await task;
        await Task.Delay(Timeout.Infinite, over);
    }
}
