using JobRunner.Cli;

return await new Jobctl(Surroundings.OfThisProcess()).RunAsync(args);
