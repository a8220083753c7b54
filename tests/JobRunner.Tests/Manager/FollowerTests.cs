using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Tests.Manager;

[TestFixture(ProcessIsolation.Session)]
[TestFixture(ProcessIsolation.None)]
public sealed class FollowerTests(ProcessIsolation isolation) : JobsTests(isolation)
{
    [Test]
    public async Task A_line_is_there_when_it_is_written_not_when_the_job_ends()
    {
        var job = await Jobs.StartAsync(Shell("echo first; sleep 100"));
        await using var reader = Jobs.ReadOutputAsync(job).GetAsyncEnumerator();
        Assert.That(await reader.MoveNextAsync().AsTask().Within("the first chunk"), Is.True);
        Assert.That(reader.Current.Data.ToArray(), Is.EqualTo("first\n"u8.ToArray()));
        Assert.That(reader.Current.Skipped, Is.Zero);
    }

    [Test]
    public async Task Leaving_a_loop_early_disturbs_nobody()
    {
        var job = await Jobs.StartAsync(Child("bytes", "9", "3000000"));
        for (var i = 0; i < 100; i++)
        {
            await foreach (var _ in Jobs.ReadOutputAsync(job))
            {
                break;
            }
        }

        Assert.That(await Read(job), Is.EqualTo(TestChild.Program.RandomBytes(9, 3_000_000)));
    }

    [Test]
    public void Wrong_options_throw_at_the_call()
    {
        OutputReadOptions[] wrong =
        [
            new() { From = -1 },
            new() { TailBytes = -1 },
            new() { TailLines = -1 },
            new() { Sources = 0 },
            new() { Sources = (OutputSources)4 },
            new() { From = 0, TailBytes = 0 },
            new() { TailBytes = 0, TailLines = 0 },
        ];
        using (Assert.EnterMultipleScope())
        {
            foreach (var options in wrong)
            {
                Assert.That(() => _ = Jobs.ReadOutputAsync(Guid.NewGuid(), options), Throws.InstanceOf<ArgumentException>(), $"{options}");
            }
        }
    }
}
